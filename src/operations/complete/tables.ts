/** What this program knows by itself. */
import { type Code, CODES } from '../../codes/index.ts'
import { CATALOG } from '../../generate/catalog/index.ts'
import type { Name } from './names.ts'

export const codes = (): Name[] =>
  Object.keys(CODES).map((code) => ({ value: code, description: CODES[code as Code].title }))

export const catalog = (): Name[] =>
  CATALOG.map(({ name, summary }) => ({ value: name, description: summary }))
