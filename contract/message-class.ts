import Type, { type TProperties } from 'typebox'

/**
 * A message class: what travels in a body. Its properties are a closed list: a property that is not named here is
 * refused, by the constructor of the served class and by the server alike.
 */
export function messageClass<const Name extends string, Properties extends TProperties>(
  name: Name,
  description: string,
  properties: Properties,
) {
  return Type.Object(properties, { title: name, description, additionalProperties: false })
}

/** An id, opaque to outsiders. (It is a UUID: RFC 9562.) */
export const Id = (description: string) => Type.String({ description, maxLength: 100 })

/** A moment: ISO 8601, UTC, milliseconds. */
export const Moment = (description: string) => Type.String({ description, format: 'date-time' })

/** One line of text as people write it. `limit` counts UTF-16 units. */
export const Text = (description: string, limit = 1000) => Type.String({ description, maxLength: limit })
