/** The nearest of the names that exist, as the hint of a finding. */
import { nearest } from '../model/nearest.ts'

export const didYouMean = (word: string, words: readonly string[]): { hint?: string } => {
  const found = nearest(word, words)
  if (found !== undefined) return { hint: `did you mean "${found}"?` }
  if (words.length === 0 || words.length > 12) return {}
  return { hint: `the fields here are ${[...words].sort().join(', ')}` }
}
