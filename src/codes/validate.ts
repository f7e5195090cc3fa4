import { table } from './entry.ts'

/** Codes of findings about manifests. */
export const validate = table({})
