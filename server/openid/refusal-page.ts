import type { ApiError } from '../http/errors.ts'
import { html } from '../http/html.ts'

/** Why somebody was not signed in, for the person in front of it. */
export const refusalPage = ({ message }: ApiError): string =>
  html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <title>Not signed in – Voyzu CRM</title>
    <link rel="stylesheet" href="/pages.css" />
  </head>
  <body>
    <main>
      <h1>That did not work</h1>
      <p>${message}</p>
      <p><a href="/">Back to the start</a></p>
    </main>
  </body>
</html>
`.text
