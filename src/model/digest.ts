/** The digest of what a record stores of a target: the same in whatever order its fields stand. */
import { createHash } from 'node:crypto'
import { isMap } from './mapping.ts'

const inOrder = (_key: string, value: unknown): unknown =>
  isMap(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value

/** `sha256:…` of the JSON text with sorted keys and without white space. */
export const digestOf = (stored: unknown): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(stored, inOrder)).digest('hex')}`
