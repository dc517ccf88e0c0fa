import { html } from '../http/html.ts'

/** What a mail says, before it is made into text and HTML. */
export interface Letter {
  subject: string
  paragraphs: string[]
  /** Something to follow: what it does, and where on this server it leads, as `/invitation#…`. */
  link?: { does: string; path: string }
  /** Why the reader gets it. */
  because: string
  /** Where on this server the reader can have no more of these, if that is possible. */
  unsubscribePath?: string
}

const stop = 'No more mails like this'

/** @param site the address of the server */
export function textOf({ paragraphs, link, because, unsubscribePath }: Letter, site: string): string {
  const parts = [
    ...paragraphs,
    ...(link === undefined ? [] : [`${link.does}:\n${site}${link.path}`]),
    `-- \n${because}`,
    ...(unsubscribePath === undefined ? [] : [`${stop}:\n${site}${unsubscribePath}`]),
  ]
  return `${parts.join('\n\n')}\n`
}

export function htmlOf({ subject, paragraphs, link, because, unsubscribePath }: Letter, site: string): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; color: #1c2024; max-width: 36em; margin: 2em auto; padding: 0 1em">
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}${link && html`<p><a href="${site}${link.path}">${link.does}</a></p>\n`}<p style="color: #60646c; font-size: 14px; border-top: 1px solid #d9d9e0; padding-top: 1em">${because}${unsubscribePath && html` <a href="${site}${unsubscribePath}">${stop}</a>`}</p>
</body>
</html>
`
  return text
}

/** One line, whatever is in it: a line break would begin another header. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
