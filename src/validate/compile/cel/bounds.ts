/** How large values can be: those of a schema in an object of some weight, and those made from them. */
import { unescapeField } from '../../cel/fields.ts'
import type { Schema } from '../schema.ts'

export interface Bound {
  /** Characters, items or entries. */
  readonly size: number
  /** Of what is in it; itself where that is not known. */
  readonly inner: () => Bound
  readonly field: (identifier: string) => Bound
  /** What looking at all of it can cost. */
  readonly weight: number
}

const make = (size: number, weight: number, inner?: () => Bound, field?: (name: string) => Bound): Bound => {
  const bound: Bound = {
    size,
    weight,
    inner: inner ?? (() => bound),
    field: field ?? (() => bound.inner()),
  }
  return bound
}

export const SCALAR = make(1, 1)
export const text = (size: number): Bound => make(size, size + 1)
export const listOf = (size: number, item: Bound): Bound => make(size, size * item.weight, () => item)

/** At least as large as each. */
export const largest = (a: Bound, b: Bound): Bound =>
  a === b || b === SCALAR
    ? a
    : a === SCALAR
      ? b
      : make(
          Math.max(a.size, b.size),
          Math.max(a.weight, b.weight),
          () => largest(a.inner(), b.inner()),
          (name) => largest(a.field(name), b.field(name)),
        )

/** What is known of an object. */
export interface Limits {
  /** No value of it weighs more, and none has more parts. */
  readonly weight: number
  /** No list or map of it has more entries. */
  readonly entries: number
}

/** The least that a value can weigh, as far as what it must have tells. */
const leastWeight = ({ type, required = [], properties = {}, minItems = 0, items = {} }: Schema): number => {
  if (type === 'array') return 1 + minItems * leastWeight(items)
  if (type !== 'object') return 1
  return required.reduce((all, name) => {
    const child = Object.hasOwn(properties, name) ? properties[name] : undefined
    return all + 1 + name.length + leastWeight(child ?? {})
  }, 1)
}

export const mostItems = ({ items = {}, maxItems = Infinity }: Schema, { weight, entries }: Limits): number =>
  Math.min(maxItems, entries, Math.floor((weight - 1) / leastWeight(items)))

export const mostEntries = (schema: Schema, { weight, entries }: Limits): number => {
  const { additionalProperties, maxProperties = Infinity } = schema
  const child = typeof additionalProperties === 'object' ? additionalProperties : {}
  return Math.min(maxProperties, entries, Math.floor((weight - 1) / (1 + leastWeight(child))))
}

export const boundOf = (schema: Schema, limits: Limits): Bound => {
  const { weight } = limits
  const most = (limit: number | undefined): number => Math.min(limit ?? Infinity, weight)
  if (schema['x-kubernetes-int-or-string']) return text(most(schema.maxLength))
  switch (schema.type) {
    case 'string':
      return text(most(schema.maxLength))
    case 'array': {
      const { items = {} } = schema
      return make(mostItems(schema, limits), weight, () => boundOf(items, limits))
    }
    case 'object': {
      const { additionalProperties, properties = {} } = schema
      if (typeof additionalProperties === 'object')
        return make(mostEntries(schema, limits), weight, () => boundOf(additionalProperties, limits))
      const field = (identifier: string): Bound => {
        const name = unescapeField(identifier) ?? identifier
        const child = Object.hasOwn(properties, name) ? properties[name] : undefined
        return child === undefined ? text(weight) : boundOf(child, limits)
      }
      return make(weight, weight, () => text(weight), field)
    }
    case 'boolean':
    case 'integer':
    case 'number':
      return SCALAR
    default:
      return text(weight)
  }
}
