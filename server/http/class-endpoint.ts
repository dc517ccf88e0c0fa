import type { FastifyInstance } from 'fastify'
import { classDeclarations, classModule, classSchema } from '../../contract/class-module.ts'
import { aliases, classes } from '../../contract/operations.ts'
import { type Document, documentOf, javascript, sendDocument } from './document.ts'
import { invalid } from './errors.ts'

/** GET /api/{resource}/class: the message classes, as a module, as declarations or as JSON Schema. */
export function registerClasses(app: FastifyInstance): void {
  for (const [resource, exports] of Object.entries(allClasses())) {
    const formats: Record<string, Document> = {
      js: documentOf(javascript, classModule(exports)),
      'd.ts': documentOf('application/typescript; charset=utf-8', classDeclarations(exports)),
      schema: documentOf('application/schema+json; charset=utf-8', JSON.stringify(classSchema(exports), null, 2)),
    }
    app.get(`/api/${resource}/class`, (request, reply) => {
      const { format = 'js' } = request.query as { format?: string }
      const document = Object.hasOwn(formats, format) ? formats[format] : undefined
      if (document === undefined)
        throw invalid('format is d.ts or schema; without it, the answer is a JavaScript module.')
      return sendDocument(request, reply, document)
    })
  }
}

function allClasses() {
  const others = Object.entries(aliases).map(([alias, original]) => [alias, classes[original]])
  return { ...classes, ...Object.fromEntries(others) } as Record<string, Record<string, unknown>>
}
