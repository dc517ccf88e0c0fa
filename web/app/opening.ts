/** Opens from anywhere what stands on every page. */
export type What = 'palette' | 'keyboard' | 'help'

export const opened = new EventTarget()
const open = (what: What) => opened.dispatchEvent(new CustomEvent('open', { detail: what }))

export const openPalette = () => open('palette')
export const openKeyboardMap = () => open('keyboard')
export const openHelp = () => open('help')
