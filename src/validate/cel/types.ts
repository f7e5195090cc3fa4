/** The types of expressions, as the API server's checker has them. */
import type { TypeText } from './library/signature.ts'
import type { Reading } from './raw.ts'
import { TYPE_NAMES } from './values.ts'

/** `free` is the type of what an empty list holds: it becomes any other. */
export interface Type extends TypeText {
  readonly of: readonly Type[]
  /** Of an object. */
  readonly reading?: Reading
}

export const type = (name: string, ...of: readonly Type[]): Type => ({ name, of })
export const BOOL = type('bool')
export const INT = type('int')
export const STRING = type('string')
export const DYN = type('dyn')
export const FREE = type('free')
export const LIST = (item: Type): Type => type('list', item)
export const OPTIONAL = (value: Type): Type => type('optional', value)

/** Undefined for what rules can not see. */
export const typeOfReading = (reading: Reading): Type | undefined => {
  const { kind, item } = reading
  switch (kind) {
    case 'int-or-string':
      return DYN
    case 'date':
    case 'date-time':
      return type('timestamp')
    case 'list':
    case 'map': {
      const inner = item === undefined ? undefined : typeOfReading(item)
      if (inner === undefined) return undefined
      return kind === 'list' ? LIST(inner) : type('map', STRING, inner)
    }
    case 'object':
      return { name: 'object', of: [], reading }
    case 'preserved':
      return undefined
    default:
      return type(kind)
  }
}

const isAny = ({ name }: Type): boolean => name === 'dyn' || name === 'free'
const isParameter = ({ name }: TypeText): boolean => /^[A-Z]$/.test(name)

/** What may be null. */
const NULLABLE = new Set([
  'object',
  'duration',
  'timestamp',
  'quantity',
  'url',
  'semver',
  'format',
  'optional',
  'null',
])

/** The type that takes values of both; undefined where there is none. */
export const join = (a: Type, b: Type): Type | undefined => {
  if (a.name === 'free') return b
  if (b.name === 'free') return a
  if (isAny(a) || isAny(b)) return DYN
  if (a.name === 'null') return NULLABLE.has(b.name) ? b : undefined
  if (b.name === 'null') return NULLABLE.has(a.name) ? a : undefined
  if (a.name !== b.name || a.of.length !== b.of.length) return undefined
  // Objects are of one type only where they are the same part of the schema.
  if (a.name === 'object') return a.reading === b.reading ? a : undefined
  const inner = a.of.map((one, i) => join(one, b.of[i] ?? DYN))
  return inner.includes(undefined) ? undefined : { ...a, of: inner as Type[] }
}

/** Whether an argument fits; `bound` learns what the letters stand for. */
export const fits = (wanted: TypeText, given: Type, bound: Map<string, Type>): boolean => {
  if (isParameter(wanted)) {
    const known = bound.get(wanted.name)
    const joined = known === undefined ? given : join(known, given)
    if (joined !== undefined) bound.set(wanted.name, joined)
    return joined !== undefined
  }
  if (wanted.name === 'dyn') return true
  if (isAny(given)) {
    for (const inner of wanted.of) fits(inner, FREE, bound)
    return true
  }
  if (given.name === 'null') return NULLABLE.has(wanted.name)
  return wanted.name === given.name && wanted.of.every((inner, i) => fits(inner, given.of[i] ?? DYN, bound))
}

export const substitute = (wanted: TypeText, bound: ReadonlyMap<string, Type>): Type =>
  isParameter(wanted)
    ? (bound.get(wanted.name) ?? FREE)
    : { name: wanted.name, of: wanted.of.map((inner) => substitute(inner, bound)) }

/** As the API server writes it. */
export const typeText = ({ name, of }: TypeText): string =>
  (TYPE_NAMES[name] ?? name) + (of.length === 0 ? '' : `(${of.map(typeText).join(', ')})`)
