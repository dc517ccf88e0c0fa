import { Menu, useMantineColorScheme } from '@mantine/core'
import { Icon, type IconName } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'

const schemes = { light: 'sun', dark: 'moon', auto: 'computer' } as const satisfies Record<string, IconName>

/** Light, dark, or as the computer has it: remembered in this browser. (To suppress transitions, Mantine would write a style element.) */
export function ColorScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return (
    <>
      <Menu.Label>{texts.shell.look}</Menu.Label>
      {(Object.keys(schemes) as (keyof typeof schemes)[]).map((scheme) => (
        <Menu.Item
          key={scheme}
          leftSection={<Icon name={schemes[scheme]} />}
          rightSection={scheme === colorScheme && <Icon name="check" size={14} />}
          onClick={() => setColorScheme(scheme)}
        >
          {texts.shell.looks[scheme]}
        </Menu.Item>
      ))}
    </>
  )
}
