/** Reads objects of which nothing is known: what is not there, or is something else, is empty. */

export type Mapping = Readonly<Record<string, unknown>>

const EMPTY: Mapping = Object.freeze({})

/** True for what JSON calls an object. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const mapping = (value: unknown): Mapping => (isMap(value) ? value : EMPTY)

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const mappings = (value: unknown): Mapping[] => list(value).map(mapping)
