/** `explain`: what a code means. */
import { docsOf } from '../codes/docs.ts'
import type { CodeEntry, Example } from '../codes/entry.ts'
import { EXAMPLES } from '../codes/examples/index.ts'
import { type Code, CODES } from '../codes/index.ts'
import { usageError } from '../errors.ts'
import { nearest } from '../model/nearest.ts'

export interface Explanation extends CodeEntry {
  readonly code: Code
  readonly url: string
  readonly example?: Example
}

const isCode = (word: string): word is Code => Object.hasOwn(CODES, word)

const explanationOf = (code: Code): Explanation => {
  const example = EXAMPLES[code]
  return { code, ...CODES[code], url: docsOf(code), ...(example === undefined ? {} : { example }) }
}

/** By code. */
export const allExplanations = (): readonly Explanation[] =>
  (Object.keys(CODES) as Code[]).sort().map(explanationOf)

/** A code may be given as it is printed, in brackets. Throws `usage` for what is none. */
export const explain = (word: string): Explanation => {
  const code = word
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  if (isCode(code)) return explanationOf(code)
  const near = nearest(code, Object.keys(CODES))
  throw usageError(
    `there is no code "${word}"`,
    near === undefined ? '`kubectl agentgw explain` lists all codes' : `did you mean "${near}"?`,
  )
}
