/** How objects of each kind merge: by its CRD, and for who may not read that, by what the API server publishes to every user. */
import type { Cluster, KindRef } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { kindOf } from '../model/kinds.ts'
import { groupOf } from '../model/resource.ts'
import { publishedSchema, schemaOf } from '../plan/kind-schema.ts'
import type { Schema } from '../plan/ssa/schema.ts'

const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const

const orForbidden = async <T>(answer: Promise<T>): Promise<T | 'forbidden'> => {
  try {
    return await answer
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return 'forbidden'
    throw error
  }
}

/** Undefined where the kind has no CRD that says all, or it is not to be had: then the API server is asked. */
export type KindSchemas = (kind: KindRef) => Promise<Schema | undefined>

/** What is published is read once. A kind that has just been installed is published about a second later. */
export const kindSchemas = (cluster: Cluster): KindSchemas => {
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
    const crd = await orForbidden(cluster.get({ ...CRD, name: `${plural}.${group}` }))
    if (crd !== 'forbidden') return crd && schemaOf(crd, apiVersion)
    const document = await orForbidden(openApi(apiVersion))
    return document === 'forbidden' ? undefined : document && publishedSchema(document, kind)
  }
}
