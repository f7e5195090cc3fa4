/** Which schemas go: those of `--crds`, then what was pulled into the root, then what is built in. */
import type { Readable } from 'node:stream'
import type { Cache } from '../../validate/crds/cache.ts'
import type { KnownText } from '../../validate/crds/crd-text.ts'
import { builtInKinds, type Kinds, overlay } from '../../validate/kinds.ts'
import { readLock } from './lock-file.ts'

/** What the user named. */
export interface NamedCrds {
  /** Files and folders of CRDs, `-` for standard input. */
  readonly crds: readonly string[]
  readonly stdin: Readable
  /** The minor version of Kubernetes whose libraries rules may use; default: the newest. */
  readonly kubernetes?: number | undefined
}

const namedTexts = async ({ crds, stdin }: NamedCrds, cache: Cache): Promise<KnownText[]> => {
  const { crdTexts } = await import('./crd-files.ts')
  const { readKinds } = await import('../../validate/crds/kinds-of-texts.ts')
  const { noCrds } = await import('../../validate/crds/crd-text.ts')
  const all: KnownText[] = []
  for (const path of crds) {
    const known: KnownText[] = []
    for (const text of await crdTexts(path, stdin)) known.push(await readKinds(text, cache))
    if (known.every(({ kinds }) => kinds.length === 0)) throw noCrds(path)
    all.push(...known)
  }
  return all
}

/** `root` is where agentgw.yaml lies. Throws the codes of reading, `bad-crd`, `bad-schema-lock`; a validator throws `schema-changed`, too. */
export const openKinds = async (root: string | undefined, named?: NamedCrds): Promise<Kinds> => {
  const lock = root === undefined ? undefined : readLock(root)
  const hasNamed = named !== undefined && named.crds.length > 0
  if (!hasNamed && lock === undefined) return builtInKinds
  const { kindsOfTexts } = await import('../../validate/crds/kinds-of-texts.ts')
  const { userCache } = await import('./user-cache.ts')
  const cache = userCache()
  const kindsOf = (texts: readonly KnownText[]): Kinds => kindsOfTexts(texts, cache, named?.kubernetes)
  const pulled =
    root === undefined || lock === undefined ? [] : (await import('./pulled.ts')).pulledTexts(root, lock)
  const below = pulled.length === 0 ? builtInKinds : overlay(kindsOf(pulled), builtInKinds)
  return hasNamed ? overlay(kindsOf(await namedTexts(named, cache)), below) : below
}
