/** The kinds of CRDs that are at hand as values, without files and cache: what tests and the benchmark use. */
import { noCache } from '../crds/cache.ts'
import { noCrds } from '../crds/crd-text.ts'
import { kindsOfTexts } from '../crds/kinds-of-texts.ts'
import type { Kinds } from '../kinds.ts'
import { versionsIn } from './kind.ts'

export interface CrdSource {
  /** A file or folder, as the user named it. */
  readonly path: string
  readonly values: readonly unknown[]
}

/** The kinds of CRDs that are at hand, compiled each time. Throws the UserError `bad-crd` where there are none. */
export const kindsOfCrds = (sources: readonly CrdSource[]): Kinds =>
  kindsOfTexts(
    sources.map(({ path, values }) => {
      const kinds = versionsIn(values)
      if (kinds.length === 0) throw noCrds(path)
      return { path, origin: { from: 'crds', path }, kinds, digest: () => '', values: () => values }
    }),
    noCache,
  )
