/** The filter language: from what a caller wrote to a condition in SQL, or to a 400 that names every fault. */
import type { Filter, Operator } from '../../contract/contacts.ts'
import { type Fault, faulty } from '../http/errors.ts'
import { all, any, type Condition, not } from './condition.ts'
import { conditionFor, type FilterContext } from './filter-conditions.ts'
import { operatorsFor, valueFaults } from './filter-operators.ts'
import { findProperty, type Property } from './properties.ts'

const deepest = 10
const mostConditions = 100

/** @throws a 400 that names every fault, as `Filter.And[0].Operator` */
export function filterCondition(filter: unknown, context: FilterContext): Condition {
  const reader = new FilterReader(context)
  const condition = reader.read(filter, 'Filter', 1)
  if (reader.faults.length > 0) throw faulty(reader.faults.slice(0, 50))
  return condition
}

class FilterReader {
  readonly faults: Fault[] = []
  readonly #context: FilterContext
  #conditions = 0

  constructor(context: FilterContext) {
    this.#context = context
  }

  /** Where something is wrong, it says so in `faults`, and what it returns is of no use. */
  read(filter: unknown, path: string, depth: number): Condition {
    const given = withoutNulls(filter)
    const shape = shapeOf(given)
    if (shape === undefined)
      return this.#fault(path, 'must be one of { And }, { Or }, { Not }, { Property, Operator, … }')
    // And, Or and Not are levels; the conditions in the last of them are none of their own.
    if (shape !== 'Property' && depth > deepest)
      throw faulty([{ Path: 'Filter', Message: `is nested deeper than ${deepest} levels` }])
    if (shape === 'Not') return not(this.read(given.Not, `${path}.Not`, depth + 1))
    if (shape === 'Property') return this.#readCondition(given, path)
    const list: unknown = given[shape]
    if (!Array.isArray(list) || list.length === 0) return this.#fault(`${path}.${shape}`, 'must be a list of filters')
    const inner = list.map((each, index) => this.read(each, `${path}.${shape}[${index}]`, depth + 1))
    return shape === 'And' ? all(inner) : any(inner)
  }

  #readCondition(filter: Filter, path: string): Condition {
    this.#conditions++
    if (this.#conditions > mostConditions)
      throw faulty([{ Path: 'Filter', Message: `has more than ${mostConditions} conditions` }])
    const unknown = Object.keys(filter).filter((name) => !parts.includes(name))
    for (const name of unknown) this.#fault(`${path}.${name}`, 'is no property of a condition')
    const property = this.#propertyOf(filter, path)
    if (property === undefined) return all([])
    const fitting = operatorsFor(property)
    const operator = filter.Operator
    if (!fitting.includes(operator as Operator))
      return this.#fault(`${path}.Operator`, `does not fit ${property.name}; these do: ${fitting.join(', ')}`)
    const faults = valueFaults(property, filter, path)
    this.faults.push(...faults)
    return faults.length > 0 ? all([]) : this.#condition(property, filter, path)
  }

  #propertyOf({ Property }: Filter, path: string): Property | undefined {
    const property = typeof Property === 'string' ? findProperty(Property, this.#context.vocabulary) : undefined
    if (property === undefined)
      this.#fault(`${path}.Property`, 'is no property of WebContact, nor a part of one, nor a custom field')
    return property
  }

  #condition(property: Property, filter: Filter, path: string): Condition {
    const values = this.#idsOfNames(property, filter.Values, `${path}.Values`)
    return conditionFor(property, { ...filter, ...(values === undefined ? {} : { Values: values }) }, this.#context)
  }

  /** Labels and types are kept by id. */
  #idsOfNames({ key }: Property, values: Filter['Values'], path: string): Filter['Values'] {
    const { labels, contactTypes } = this.#context.vocabulary
    const names = { Labels: labels, ContactTypes: contactTypes }[key]
    if (names === undefined) return values
    return values?.flatMap((name, index) => {
      const id = names.idOf(String(name))
      if (id === undefined) this.#fault(`${path}[${index}]`, `${name} does not exist`)
      return id ?? []
    })
  }

  #fault(Path: string, Message: string): Condition {
    this.faults.push({ Path, Message })
    return all([])
  }
}

/** A property that is null counts as absent, as in every class. What is no object has no shape. */
function withoutNulls(filter: unknown): Filter {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return {}
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null))
}

const parts = ['Property', 'Operator', 'Value', 'Values', 'Unit']
const shapes = ['And', 'Or', 'Not', 'Property'] as const

/** Which of the four it is; undefined where it is none of them, or two at once. */
function shapeOf(filter: Filter): (typeof shapes)[number] | undefined {
  const found = shapes.filter((name) => Object.hasOwn(filter, name))
  const [shape] = found
  if (found.length !== 1 || shape === undefined) return undefined
  return shape === 'Property' || Object.keys(filter).length === 1 ? shape : undefined
}
