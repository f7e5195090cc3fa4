import { table } from './entry.ts'

/** Codes of add-mcp, add-llm and init. */
export const generate = table({})
