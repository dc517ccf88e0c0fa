import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { theme } from './look/theme.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), themeAsStylesheet()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing in the document or the styles that the Content-Security-Policy would have to make an exception for.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // `npm run dev:web`: the pages anew at every change, with the server that `npm run dev` has started.
  server: { proxy: Object.fromEntries(['/api', '/openid', '/docs'].map((path) => [path, 'http://127.0.0.1:8080'])) },
})

/** The variables of the theme as a file: Mantine itself would write them into a style element, which the policy forbids. */
function themeAsStylesheet(): Plugin {
  const name = 'virtual:theme.css'
  return {
    name: 'theme as stylesheet',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined
      return convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ':root')
    },
  }
}
