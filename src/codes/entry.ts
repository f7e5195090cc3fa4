/** One row of the catalogue of codes: what users may look up, and what docs/errors.md is made from. */
export interface CodeEntry {
  /** `error`: the job could not be done (exit 2 or 3). `finding`: a verdict on a manifest. */
  readonly is: 'error' | 'finding'
  /** What the code means, in one sentence. */
  readonly title: string
  /** What to do about it, in one or two sentences. */
  readonly mend: string
}

/** Manifests that show what a code means. test/codes/examples.test.ts holds both to be true. */
export interface Example {
  /** In which the finding is. */
  readonly wrong: string
  /** The same, mended: nothing is found in it. */
  readonly right: string
}

/** Keeps the literal keys of a table of codes, so that a misspelt code does not compile. */
export const table = <K extends string>(entries: Record<K, CodeEntry>): Record<K, CodeEntry> => entries
