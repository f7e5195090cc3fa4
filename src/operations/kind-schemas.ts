/** How objects of each kind merge: by its CRD, and for who may not read that, by what the API server publishes to every user. */
import type { Cluster, KindRef } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { kindOf } from '../model/kinds.ts'
import { groupOf, type Resource } from '../model/resource.ts'
import { publishedSchema, schemaOf } from '../plan/kind-schema.ts'
import type { Schema } from '../plan/ssa/schema.ts'
import { type Cache, noCache } from '../validate/crds/cache.ts'
import { userCache } from './schemas/user-cache.ts'

const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const

const KEPT = 'schema of a kind'

interface Kept {
  readonly schema: Schema | undefined
}

const orForbidden = async <T>(answer: Promise<T>): Promise<T | 'forbidden'> => {
  try {
    return await answer
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return 'forbidden'
    throw error
  }
}

/**
 * Of upstream's kinds a CRD is half a megabyte, and changes seldom: what is needed of it is kept for later runs, and the
 * API server asked whether it is still so.
 */
const crdSchema = async (
  cluster: Cluster,
  name: string,
  apiVersion: string,
  cache: Cache,
): Promise<Schema | undefined> => {
  const ref = { ...CRD, name }
  /** Undefined for what can not be told apart. */
  const keyOf = ({ metadata: { uid, generation } }: Resource): string[] | undefined =>
    uid === undefined || generation === undefined ? undefined : [KEPT, uid, String(generation), apiVersion]
  const head = cache === noCache ? undefined : await cluster.get(ref, { metadataOnly: true })
  const known = head && keyOf(head)
  const kept = known && cache.get(known)
  if (kept !== undefined) return (JSON.parse(kept.toString()) as Kept).schema
  const crd = await cluster.get(ref)
  const schema = crd && schemaOf(crd, apiVersion)
  const key = crd && keyOf(crd)
  if (key !== undefined) cache.put(key, Buffer.from(JSON.stringify({ schema } satisfies Kept)))
  return schema
}

/** Undefined where the kind has no CRD that says all, or it is not to be had: then the API server is asked. */
export type KindSchemas = (kind: KindRef) => Promise<Schema | undefined>

/** What is published is read once. A kind that has just been installed is published about a second later. */
export const kindSchemas = (cluster: Cluster, cache = userCache()): KindSchemas => {
  const published = new Map<string, ReturnType<Cluster['openApi']>>()
  const openApi = (apiVersion: string): ReturnType<Cluster['openApi']> => {
    const known = published.get(apiVersion) ?? cluster.openApi(apiVersion)
    published.set(apiVersion, known)
    return known
  }
  return async (kind) => {
    const { apiVersion } = kind
    const group = groupOf(apiVersion)
    const plural = kindOf(group, kind.kind)?.plural
    if (plural === undefined || group === '') return undefined
    const own = await orForbidden(crdSchema(cluster, `${plural}.${group}`, apiVersion, cache))
    if (own !== 'forbidden') return own
    const document = await orForbidden(openApi(apiVersion))
    return document === 'forbidden' ? undefined : document && publishedSchema(document, kind)
  }
}
