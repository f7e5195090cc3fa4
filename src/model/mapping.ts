/** Reads objects of which nothing is known: what is not there, or is something else, is empty. */

export type Mapping = Readonly<Record<string, unknown>>

const EMPTY: Mapping = Object.freeze({})

export const mapping = (value: unknown): Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : EMPTY

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const mappings = (value: unknown): Mapping[] => list(value).map(mapping)
