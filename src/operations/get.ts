/** Everything in the gateway, as the cluster has it. */
import { type UserError, usageError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError, isClusterError } from '../model/cluster-error.ts'
import { findKind, type Kind } from '../model/kinds.ts'
import type { Overview, OverviewEntry } from '../model/overview.ts'
import { type Resource, refOf } from '../model/resource.ts'
import { acceptanceOf } from '../plan/acceptance.ts'
import { pointersOf } from '../plan/topology.ts'

export interface GetOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  /** A label selector. */
  readonly selector?: string | undefined
  /** `KIND`, `NAME` or `KIND/NAME`; a word that is both is a kind. */
  readonly target?: string | undefined
}

/** In the order in which they are told: from where a call comes in to what decides about it. */
const TOLD = [
  'Gateway',
  'HTTPRoute',
  'AIRoute',
  'MCPBackend',
  'AgentgatewayBackend',
  'AgentgatewayPolicy',
].flatMap((name) => findKind(name) ?? [])

interface Target {
  readonly kinds: readonly Kind[]
  readonly name: string | undefined
}

const unknownKind = (word: string): UserError =>
  usageError(
    `get does not tell of the kind ${word}`,
    `it tells of ${TOLD.map(({ kind }) => kind).join(', ')}`,
  )

const parseTarget = (word: string | undefined): Target => {
  if (word === undefined) return { kinds: TOLD, name: undefined }
  const slash = word.indexOf('/')
  const first = slash < 0 ? word : word.slice(0, slash)
  const kind = findKind(first)
  if (kind === undefined && slash < 0) return { kinds: TOLD, name: word }
  if (kind === undefined || !TOLD.includes(kind)) throw unknownKind(first)
  return { kinds: [kind], name: slash < 0 ? undefined : word.slice(slash + 1) }
}

const entryOf = (resource: Resource): OverviewEntry => ({
  resource: refOf(resource),
  ...acceptanceOf(resource),
  pointsTo: pointersOf(resource, ''),
  created: resource.metadata.creationTimestamp ?? '',
})

const byPlace = (a: OverviewEntry, b: OverviewEntry): number =>
  (a.resource.namespace ?? '').localeCompare(b.resource.namespace ?? '') ||
  a.resource.name.localeCompare(b.resource.name)

/** A kind that the cluster serves and the user may not list. */
export interface Unseen {
  readonly kind: Kind
  readonly error: ClusterError
}

export interface PartialOverview extends Overview {
  readonly unseen: readonly Unseen[]
}

/** Whoever may not list a kind is told so, too, where there is no such kind. */
const isServed = async (cluster: Cluster, kind: Kind): Promise<boolean> => {
  try {
    return await cluster.serves(kind)
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    return true
  }
}

/**
 * Reads what there is and may be seen; other kinds are told apart. Throws a ClusterError, among them `not-found`
 * where an object was named and is not there, and `forbidden` where nothing else could be seen.
 */
export const get = async (cluster: Cluster, options: GetOptions): Promise<PartialOverview> => {
  const { namespace, selector } = options
  const { kinds, name } = parseTarget(options.target)
  const notServed: Kind[] = []
  const unseen: Unseen[] = []
  const found = await Promise.all(
    kinds.map(async (kind) => {
      try {
        const objects = await cluster.list(kind, { namespace, selector })
        return objects.map(entryOf).sort(byPlace)
      } catch (error) {
        if (isClusterError(error, 'forbidden') && (await isServed(cluster, kind)))
          unseen.push({ kind, error })
        else if (isClusterError(error, 'kind-not-served') || isClusterError(error, 'forbidden'))
          notServed.push(kind)
        else throw error
        return []
      }
    }),
  )
  const entries = found.flat().filter((entry) => name === undefined || entry.resource.name === name)
  const [first] = unseen
  const sawNone = unseen.length + notServed.length === kinds.length
  if (first !== undefined && entries.length === 0 && (sawNone || name !== undefined)) throw first.error
  if (name !== undefined && entries.length === 0) {
    const where = namespace === undefined ? 'any namespace' : `the namespace ${namespace}`
    throw new ClusterError('not-found', 404, `there is no ${options.target ?? name} in ${where}`, {
      hint: '`kubectl agentgw get -A` lists what there is',
    })
  }
  const order = kinds.filter((kind) => notServed.includes(kind))
  return {
    entries,
    notServed: order.map(({ apiVersion, kind }) => ({ apiVersion, kind })),
    unseen: unseen.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)),
  }
}
