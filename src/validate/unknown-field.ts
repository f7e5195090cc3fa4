/** A field that does not exist, and what may have been meant. */
import type { JsonPath } from '../model/document.ts'
import { nearest } from '../model/nearest.ts'
import type { Issue } from './issue.ts'

export const didYouMean = (word: string, words: readonly string[]): Pick<Issue, 'hint' | 'meant'> => {
  const found = nearest(word, words)
  if (found !== undefined) return { hint: `did you mean "${found}"?`, meant: found }
  if (words.length === 0 || words.length > 12) return {}
  return { hint: `the fields here are ${[...words].sort().join(', ')}` }
}

const hintForUnknown = (
  name: string,
  known: readonly string[],
  holders: readonly string[],
  above: string | undefined,
): Pick<Issue, 'hint' | 'meant'> => {
  if (nearest(name, known) === undefined) {
    if (holders.length > 0)
      return {
        hint: `${holders.join(' and ')} ${holders.length === 1 ? 'has' : 'have'} such a field: is it indented too little?`,
      }
    if (above !== undefined) return { hint: `${above} has such a field: is it indented too much?` }
  }
  // It looks like a plain one, and comes with what is copied from a page.
  if (name.includes('\u00a0')) return { hint: 'there is a no-break space in it: type a plain one' }
  return didYouMean(name, known)
}

/** `holders`: fields at that place in which there is one of that name; `above`: what has it further out. */
export const explainUnknown = (
  path: JsonPath,
  known: readonly string[],
  holders: readonly string[] = [],
  above?: string,
): Issue => ({
  code: 'unknown-field',
  stage: 'schema',
  path,
  part: 'key',
  message: 'there is no such field',
  ...hintForUnknown(String(path.at(-1)), known, holders, above),
  blocksRules: true,
})
