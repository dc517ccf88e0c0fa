import { readFileSync } from 'node:fs'
import { aliases, classes, type Declaration, operations } from '../../contract/operations.ts'
import { classesOf } from '../../contract/schema-types.ts'
import { html, Markup, prose } from './html.ts'
import { classSection, classTitle, linkedType } from './reference-classes.ts'

const read = (name: string) => new Markup(readFileSync(new URL(name, import.meta.url), 'utf8'))

const resources = Object.entries(classes).map(([name, exports]) => ({
  name,
  others: Object.entries(aliases).flatMap(([alias, original]) => (original === name ? [alias] : [])),
  classes: classesOf(exports),
  operations: Object.entries<Declaration>(operations).filter(([path]) => path.split('/')[0] === name),
}))

type Resource = (typeof resources)[number]

/** The reference of the API as one page that needs no script: the rules by hand, the rest from the contract. */
export function referencePage(): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Voyzu CRM: the API</title>
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="name">Voyzu CRM</p>
<h1>The API</h1>
<p>One master list of contacts, and one HTTP API over it.</p>
<p class="doors">
<a href="/api/openapi.json">OpenAPI 3.1</a>
<a href="/client.js">Client</a>
<a href="/api/contacts/class">Contact classes</a>
</p>
</header>
${contents()}
<main id="content">
${read('reference-rules.html')}
<section aria-labelledby="operations">
<h2 id="operations">Operations</h2>
<p>A blank input means that the path and the session say all; a blank output means that the answer is a status alone.</p>
${resources.map(operationTable)}
</section>
<section aria-labelledby="classes">
<h2 id="classes">Message classes</h2>
<p>Properties marked <span class="mark needed">needed</span> must be there; all others may be absent. Those marked
<span class="mark">read only</span> are the server’s, and may be sent back as they were read.</p>
${resources.map(classGroup)}
</section>
</main>
</body>
</html>
`.text
}

const contents = () => html`<nav aria-label="Contents">
<ul>
<li><a href="#rules">Rules</a></li>
<li><a href="#errors">Statuses and errors</a></li>
<li><a href="#examples">Examples</a></li>
<li><a href="#operations">Operations</a>
<ul>${resources.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}</ul></li>
<li><a href="#classes">Message classes</a>
<ul>${resources.map((resource) => resource.classes.map(({ title }) => html`<li>${classTitle(title)}</li>`))}</ul></li>
</ul>
</nav>`

const operationTable = ({ name, others, operations }: Resource) => html`
<h3 id="${name}">${name}</h3>
${others.map((other) => html`<p><code>/api/${other}/…</code> is another name of <code>/api/${name}/…</code>.</p>`)}
<table class="operations" aria-labelledby="${name}">
<thead><tr><th scope="col">Path</th><th scope="col">Input class</th><th scope="col">Output class</th>
<th scope="col">Who may</th><th scope="col">Comments</th></tr></thead>
<tbody>
<tr><th scope="row"><span class="verb">GET</span> <a href="/api/${name}/class"><code>${breakable(`/api/${name}/class`)}</code></a></th>
<td data-head="Input"></td><td data-head="Output"></td><td data-head="Who may">anyone</td>
<td>The classes as a JavaScript module, or as <a href="/api/${name}/class?format=d.ts">TypeScript</a> or
<a href="/api/${name}/class?format=schema">JSON Schema</a>.</td></tr>
${operations.map(operationRow)}
</tbody>
</table>`

const operationRow = ([name, { may, input, output, result, upload, download, stream, about }]: [
  string,
  Declaration,
]) => html`
<tr><th scope="row"><span class="verb">POST</span> <code>${breakable(`/api/${name}`)}</code></th>
<td data-head="Input">${input && linkedType(input)}${upload && ' and a file'}</td><td data-head="Output">${stream && 'a stream of '}${output && linkedType(output)}${download && 'a file'}${result && html`, in the end ${linkedType(result)}`}</td>
<td data-head="Who may">${who[may]}</td><td>${prose(about)}</td></tr>`

const who = { ANYONE: 'anyone', USER: 'user', ADMINISTRATOR: 'administrator', OWNER: 'owner' }

/** A path may be broken behind a slash, where there is no room for all of it. */
const breakable = (path: string) => path.split(/(?<=.\/)/).map((part) => html`${part}<wbr>`)

const classGroup = ({ name, classes }: Resource) => html`
<section aria-label="Classes of ${name}">
<p class="group">${name} <a href="/api/${name}/class"><code>/api/${name}/class</code></a></p>
${classes.map(classSection)}
</section>`
