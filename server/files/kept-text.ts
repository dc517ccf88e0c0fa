/** A text as PostgreSQL can keep it: without NULs, halves of surrogate pairs as U+FFFD. */
export const keptText = (text: string): string => text.replaceAll('\0', '').toWellFormed()
