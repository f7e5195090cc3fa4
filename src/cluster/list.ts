/** Reads all objects of a kind, in chunks, so that neither side holds a big cluster's answer at once. */
import type { KindRef, Listing, ListOptions } from '../model/cluster.ts'
import type { Resource } from '../model/resource.ts'
import type { Api } from './api.ts'
import { METADATA_LIST } from './metadata-only.ts'

const CHUNK = 500

interface Chunk {
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string }
  readonly items?: readonly Resource[]
}

/**
 * All objects under `path`. A continue token lives some minutes; where it has expired between two chunks, all
 * is read again at once, since what was read is of a moment that the server no longer knows.
 */
export const listAll = async (
  api: Api,
  kind: KindRef,
  path: string,
  { selector, metadataOnly = false }: Pick<ListOptions, 'selector' | 'metadataOnly'> = {},
): Promise<Listing> => {
  /** Undefined where the token has expired. */
  const read = async (paging: Record<string, string>): Promise<Chunk | undefined> => {
    const query = new URLSearchParams(paging)
    if (selector !== undefined) query.set('labelSelector', selector)
    const answer = await api.ask({
      method: 'GET',
      path: `${path}?${query.toString()}`,
      repeatable: true,
      ...(metadataOnly ? { accept: METADATA_LIST } : {}),
    })
    if (answer.is === 'refused' && answer.http === 410 && paging['continue'] !== undefined) return undefined
    if (answer.is !== 'found') throw api.refused(answer, `objects of kind ${kind.kind}`, kind)
    return answer.value
  }
  // The items of built-in kinds do not say what they are.
  const itemsOf = (chunk: Chunk | undefined): Resource[] =>
    (chunk?.items ?? []).map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }))

  const limit = String(CHUNK)
  const all: Resource[] = []
  for (let chunk = await read({ limit }); ;) {
    if (chunk === undefined) {
      const anew = await read({})
      return { objects: itemsOf(anew), resourceVersion: anew?.metadata?.resourceVersion ?? '' }
    }
    all.push(...itemsOf(chunk))
    // Of every chunk the same: that of the moment which the first one shows.
    const { continue: next = '', resourceVersion = '' } = chunk.metadata ?? {}
    if (next === '') return { objects: all, resourceVersion }
    chunk = await read({ limit, continue: next })
  }
}
