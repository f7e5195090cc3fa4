import { table } from './entry.ts'

/** Codes of the kill switch. */
export const revoke = table({})
