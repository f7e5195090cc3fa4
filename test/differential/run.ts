/** Compares verdicts on random documents, kind by kind. */
import type { Asker, Verdict } from '../cluster/ask.ts'
import { seeded } from '../validate/random.ts'
import { type Difference, difference, NAMESPACE } from './compare.ts'
import { randomDocument } from './documents.ts'
import type { SubjectKind } from './subjects.ts'

export interface Tally {
  readonly kind: string
  readonly documents: number
  /** By what the API server said. */
  readonly stages: Readonly<Record<Verdict['stage'], number>>
  /** Where this program says that it does not look at all of a number. */
  readonly undecided: number
  readonly differences: readonly Difference[]
}

/** Few enough at once for the API server and this process to share two cores. */
const AT_ONCE = 8

const hash = (text: string): number => {
  let value = 0
  for (const char of text) value = (Math.imul(value, 31) + char.charCodeAt(0)) | 0
  return value
}

export const compareRandom = async (
  subject: SubjectKind,
  asker: Asker,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<Tally> => {
  const stages = { accepted: 0, strict: 0, decoding: 0, validation: 0 }
  const found: Difference[] = []
  // Each document has its own seed, so that none depends on those before it.
  const one = async (index: number): Promise<void> => {
    const random = { ...seeded(seed + hash(subject.name) + index * 7919), words: subject.words }
    const { text, json } = await randomDocument(subject, random)
    const verdict = await asker.ask(json, { ...subject.crd, namespace: NAMESPACE })
    stages[verdict.stage]++
    const differs = await difference(text, verdict, subject.kinds)
    if (differs !== undefined) found.push(differs)
  }
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => one(from + i)))
  const differences = found.filter(({ undecided }) => !undecided)
  const undecided = found.length - differences.length
  return { kind: subject.name, documents: count, stages, undecided, differences }
}
