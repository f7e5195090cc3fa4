import { table } from './entry.ts'

/** Codes of reading and writing files of manifests. */
export const manifest = table({})
