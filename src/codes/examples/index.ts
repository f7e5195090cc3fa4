/** What `explain` shows and docs/errors.md prints beside the words of a code. */
import type { Example } from '../entry.ts'
import type { Code } from '../index.ts'
import { across } from './across.ts'
import { object } from './object.ts'
import { reading } from './reading.ts'
import { tools } from './tools.ts'

export const EXAMPLES: Readonly<Partial<Record<Code, Example>>> = {
  ...reading,
  ...object,
  ...across,
  ...tools,
}
