import { table } from './entry.ts'

/** Codes of talking to a cluster. */
export const cluster = table({})
