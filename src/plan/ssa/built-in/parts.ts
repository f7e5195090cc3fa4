/** What the schemas of built-in kinds are made of. Fields that they do not name are treated by their values. */
import type { Schema } from '../schema.ts'

export const object = (properties: Readonly<Record<string, Schema>> = {}): Schema => ({
  type: 'object',
  properties,
})

/** Written as one, such as a label selector or a reference. */
export const whole = (properties: Readonly<Record<string, Schema>> = {}): Schema => ({
  ...object(properties),
  'x-kubernetes-map-type': 'atomic',
})

export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })

/** Written as one. */
export const list = (items: Schema = {}): Schema => ({ type: 'array', items })

export const listBy = (keys: readonly string[], items: Schema): Schema => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  items,
})

export const setOf = (items: Schema): Schema => ({ type: 'array', 'x-kubernetes-list-type': 'set', items })

/** A field with a default. */
export const or = (value: unknown, schema: Schema = {}): Schema => ({ ...schema, default: value })

/** One whose default depends on the fields beside it. */
export const orBeside = (
  defaultBeside: NonNullable<Schema['defaultBeside']>,
  schema: Schema = {},
): Schema => ({ ...schema, defaultBeside })

/** One that the server gives a value where nobody does. */
export const byServer = (schema: Schema = {}): Schema => ({ ...schema, setBy: 'server' })

export const text: Schema = { type: 'string' }
export const texts = mapOf(text)
