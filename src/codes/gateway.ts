import { table } from './entry.ts'

/** Codes of the embedded gateway. */
export const gateway = table({})
