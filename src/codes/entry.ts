/** One row of the catalogue of codes: what users may look up, and what docs/errors.md is made from. */
export interface CodeEntry {
  /** `error`: the job could not be done (exit 2 or 3). `finding`: a verdict on a manifest. */
  readonly is: 'error' | 'finding'
  /** What the code means, in one sentence. */
  readonly title: string
  /** What to do about it, in one or two sentences. */
  readonly mend: string
}

/** Keeps the literal keys of a table of codes, so that a misspelt code does not compile. */
export const table = <K extends string>(entries: Record<K, CodeEntry>): Record<K, CodeEntry> => entries
