import { createTheme, mergeThemeOverrides } from '@mantine/core'
import type { Texts } from '../texts/texts.ts'

/** Also read by vite.config.ts, which makes a stylesheet of it. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, monospace',
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  colors: {
    indigo: [
      '#eef2ff',
      '#e0e7ff',
      '#c7d2fe',
      '#a5b4fc',
      '#818cf8',
      '#6d74f5',
      '#5b5ef0',
      '#4f46e5',
      '#4338ca',
      '#3730a3',
    ],
    // Darker than Mantine's, on which white words are hard to read.
    red: ['#fef2f2', '#fee2e2', '#fecaca', '#fca5a5', '#f87171', '#ef4444', '#dc2626', '#b91c1c', '#991b1b', '#7f1d1d'],
    dark: [
      '#d6d7dc',
      '#b4b6bf',
      '#9a9ca8',
      '#6b6e7b',
      '#3c3e48',
      '#2c2e36',
      '#22242b',
      '#17181d',
      '#121317',
      '#0c0d10',
    ],
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { fontWeight: '600' },
})

/** What components are given where nothing else is said. They speak, so it comes with the texts. */
export const withWords = ({ close }: Pick<Texts, 'close'>) => {
  const closeButtonProps = { 'aria-label': close }
  return mergeThemeOverrides(
    theme,
    createTheme({
      components: {
        // Pages scroll in parts; the library that keeps the whole from scrolling writes style elements, which the policy forbids.
        Modal: {
          defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 120 }, closeButtonProps },
        },
        Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 160 }, closeButtonProps } },
        Notification: { defaultProps: { closeButtonProps } },
        // The placeholder is no item, which a menu may not have in it.
        Menu: {
          defaultProps: { shadow: 'md', transitionProps: { duration: 90 }, withInitialFocusPlaceholder: false },
        },
        Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 90 } } },
        Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 90 } } },
      },
    }),
  )
}
