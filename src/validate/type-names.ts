/** What to call types and values where a value is of the wrong type, and what to do about it. */

/** A text is not quoted: it may be long, and secret. */
export const nameOfValue = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'a string'
    case 'number':
    case 'bigint':
      return `the ${Number.isInteger(Number(value)) ? 'integer' : 'number'} ${value}`
    case 'boolean':
      return `the boolean ${value}`
    default:
      return 'an object'
  }
}

/** The next step, where there is one for sure. */
export const hintOfType = (value: unknown, type: string): { hint?: string } => {
  if (type === 'string' && typeof value === 'boolean')
    return {
      hint: 'write it in quotes: without them yes, no, on, off, y and n are booleans, as true and false are',
    }
  if (type === 'string' && typeof value === 'number') return { hint: 'write it in quotes' }
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && /^-?\d+$/.test(value))
    return { hint: 'write it without quotes' }
  if (type === 'boolean' && typeof value === 'string' && /^(true|false)$/i.test(value))
    return { hint: 'write it without quotes' }
  if (type === 'array' && value !== null)
    return { hint: 'begin each entry with "- ", also where there is only one' }
  return {}
}

/** A JSON Schema type as a person says it. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean (true or false)',
  array: 'a list',
  object: 'an object',
  'int-or-string': 'an integer or a string',
}
