/** The width of a phone, as the stylesheets have it. */
export const narrow = '(max-width: 48em)'
