/** Which schemas go: those of `--crds`, then what is built in. */
import type { Readable } from 'node:stream'
import { builtInKinds, type Kinds, overlay } from '../../validate/kinds.ts'

export interface KindsRequest {
  /** Files and folders of CRDs, `-` for standard input. */
  readonly crds: readonly string[]
  readonly stdin: Readable
}

const kindsOfPaths = async ({ crds, stdin }: KindsRequest): Promise<Kinds> => {
  const { crdTexts } = await import('./crd-files.ts')
  const { openCache } = await import('../../validate/crds/cache.ts')
  const { kindsOfTexts, readKinds } = await import('../../validate/crds/kinds-of-texts.ts')
  const { noCrds } = await import('../../validate/crds/crd-text.ts')
  const { cacheFolder } = await import('./cache-folder.ts')
  const cache = openCache(cacheFolder(process.env))
  const texts = []
  for (const path of crds) {
    const known = []
    for (const text of await crdTexts(path, stdin)) known.push(await readKinds(text, cache))
    if (known.every(({ kinds }) => kinds.length === 0)) throw noCrds(path)
    texts.push(...known)
  }
  return kindsOfTexts(texts, cache)
}

/** Throws the codes of reading, and `bad-crd`. */
export const openKinds = async (request: KindsRequest): Promise<Kinds> =>
  request.crds.length === 0 ? builtInKinds : overlay(await kindsOfPaths(request), builtInKinds)
