/** The kinds of CRDs that are at hand as values, compiled each time, without files and cache. */
import { noCache } from '../../src/validate/crds/cache.ts'
import { noCrds } from '../../src/validate/crds/crd-text.ts'
import { kindsOfTexts } from '../../src/validate/crds/kinds-of-texts.ts'
import type { Kinds } from '../../src/validate/kinds.ts'
import { versionsIn } from '../../src/validate/compile/kind.ts'

interface CrdSource {
  readonly path: string
  readonly values: readonly unknown[]
}

/** `kubernetes` as of kindsOfTexts. Throws the UserError `bad-crd` where there are none. */
export const kindsOfCrds = (sources: readonly CrdSource[], kubernetes?: number): Kinds =>
  kindsOfTexts(
    sources.map(({ path, values }) => {
      const kinds = versionsIn(values)
      if (kinds.length === 0) throw noCrds(path)
      return { path, origin: { from: 'crds', path }, kinds, digest: () => '', values: () => values }
    }),
    noCache,
    kubernetes,
  )
