/** How a list of objects compares with a cluster. */
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError, isClusterError } from '../model/cluster-error.ts'
import { kindKey } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { type Resource, type ResourceRef, refKey, refLabel, refOf } from '../model/resource.ts'
import { finalizersOf, isLeaving } from '../model/same-object.ts'
import type { Settings } from '../model/settings.ts'
import type { ObjectState } from '../model/sync.ts'
import { hasHandsOn, withDropped } from '../plan/dropped.ts'
import { rejectedAs } from '../plan/rejected.ts'
import { wholeSchema } from '../plan/ssa/built-in/index.ts'
import { inData } from '../plan/ssa/string-data.ts'
import {
  asNoted,
  compare,
  compareWith,
  guess,
  missing,
  missingAs,
  onlyInFolder,
  otherFolder,
  owned,
  renewed,
  revokedState,
  settled,
  taken,
  withAuthors,
} from '../plan/sync.ts'
import type { Agreements } from './agreements.ts'
import { kindSchemas } from './kind-schemas.ts'
import { placed } from './placed.ts'
import { readLive } from './read-live.ts'

export interface CompareOptions {
  readonly cluster: Cluster
  /** `name` becomes the label agentgw.dev/folder; `namespace` is assumed for objects that name none. */
  readonly settings: Pick<Settings, 'name' | 'namespace'>
  /** The namespace of agentgw.yaml, which may be made where it is missing; no other is. */
  readonly home?: string | undefined
  /** The refKeys of what the kill switch holds. */
  readonly revoked: ReadonlySet<string>
  /** Of which objects to take what others own: fields of other managers, and the whole of another folder's. */
  readonly force?: Force | undefined
  /** Who changed what since; without it changes have no authors. */
  readonly agreements?: Agreements | undefined
  /** For a cluster that goes on watching each list that was asked for: asks nothing of other namespaces. */
  readonly byNamespace?: boolean | undefined
}

export type Force = (ref: ResourceRef) => boolean

/** What the API server says no to, as opposed to a failure to ask it. */
const REFUSALS: readonly string[] = ['rejected', 'denied', 'revoked']

/** Asks the API server what applying would make of an object that stands there. */
const ask = async (cluster: Cluster, desired: Resource, live: Resource): Promise<ObjectState> => {
  try {
    const merged = await cluster.apply(asNoted(desired, live), { dryRun: true, force: true })
    return compareWith(desired, live, merged)
  } catch (error) {
    if (!(error instanceof ClusterError) || ![...REFUSALS, 'forbidden'].includes(error.code)) throw error
    return { ...guess(desired, live), problem: rejectedAs(error, refOf(live), true) }
  }
}

/**
 * The same of one that does not stand there: what the API server makes of it must not look like somebody's change later.
 * Where it can't tell yet, nothing is known of what applying leaves.
 */
export const askNew = async (cluster: Cluster, desired: Resource): Promise<ObjectState> => {
  // Nothing is noted of what they hold.
  if (desired.kind === 'Secret') return onlyInFolder(desired)
  try {
    return missingAs(desired, await cluster.apply(desired, { dryRun: true }))
  } catch (error) {
    const codes = [...REFUSALS, 'namespace-missing', 'forbidden', 'field-conflict']
    if (!(error instanceof ClusterError) || !codes.includes(error.code)) throw error
    return onlyInFolder(desired)
  }
}

/** With `owned-by-other-folder` as its problem, where two folders hold one object: each would undo the other. */
const contested = (object: ObjectState, live: Resource, folder: string): ObjectState => {
  const owner = otherFolder(live, folder)
  if (owner === undefined) return object
  const message = `${refLabel(object.ref)} belongs to the folder "${owner}", and this one is "${folder}"`
  const hint =
    'leave it to that folder, or choose another name; `kubectl agentgw apply --force-conflicts-of KIND/NAME` takes it over'
  return { ...object, problem: new UserError('owned-by-other-folder', message, { hint }) }
}

/** With `being-deleted` as its problem: what is as good as gone is not in sync, and can not be brought there. */
const leaving = (object: ObjectState, live: Resource): ObjectState => {
  if (!isLeaving(live)) return object
  const { deletionTimestamp = '' } = live.metadata
  const finalizers = finalizersOf(live)
  const named = finalizers.length === 0 ? '' : ` (${finalizers.join(', ')})`
  const message = `${refLabel(object.ref)} is being deleted since ${deletionTimestamp}, and waits for its finalizers${named}`
  const hint = 'run the command again when it is gone'
  return { ...object, problem: new UserError('being-deleted', message, { hint }) }
}

/** The cluster has none of a kind that it does not serve, and until it does, it can not be applied. */
const unseen = (desired: Resource, problem: ClusterError): ObjectState =>
  problem.code === 'kind-not-served'
    ? { ...onlyInFolder(desired), problem }
    : { ref: refOf(desired), state: 'Unknown', changes: [], desired, problem }

/** In the order of `resources`, before them the namespace that they need. Throws a ClusterError where the cluster does not answer. */
export const compareWithCluster = async (
  resources: readonly Resource[],
  { cluster, settings, home, revoked, force = () => false, agreements, byNamespace = false }: CompareOptions,
): Promise<ObjectState[]> => {
  const inPlace = await placed(cluster, resources, settings.namespace)
  const desired = inPlace.map((resource) => owned(inData(resource), settings.name))
  const kinds = new Map(
    desired.map(({ apiVersion, kind }) => [kindKey({ apiVersion, kind }), { apiVersion, kind }]),
  )
  const schemaOf = kindSchemas(cluster)
  const [live, schemas] = await Promise.all([
    readLive(cluster, desired, { folder: settings.name, byNamespace }),
    Promise.all([...kinds].map(async ([key, kind]) => [key, await schemaOf(kind)] as const)),
  ])
  const schemaFor = new Map(schemas)
  const states = await mapSome(desired, async (resource) => {
    const key = refKey(refOf(resource))
    const standing = live.objects.get(key)
    if (revoked.has(key)) return revokedState(resource, standing)
    const error = live.unseen.get(key)
    if (error !== undefined) return unseen(resource, error)
    const schema = schemaFor.get(kindKey(resource))
    if (standing === undefined) {
      const known = schema ?? wholeSchema(resource)
      return known === undefined ? askNew(cluster, resource) : missing(resource, known)
    }
    const applied =
      compare(resource, standing, schema) ??
      settled(resource, standing) ??
      (await ask(cluster, resource, standing))
    const isAsked = applied.state === 'Drifted' || hasHandsOn(standing)
    const agreed = isAsked ? await agreements?.with(standing) : undefined
    const state = agreed === undefined ? applied : withDropped(applied, agreed, schema)
    if (force(state.ref)) return leaving(taken(state, schema), standing)
    if (state.state === 'InSync' && schema !== undefined && agreements?.knows(state.ref) === false)
      return leaving(contested(renewed(state, schema), standing, settings.name), standing)
    const authored =
      agreed === undefined || state.state !== 'Drifted' ? state : withAuthors(state, agreed, schema)
    return leaving(contested(authored, standing, settings.name), standing)
  })
  return [...(await homeOf(states, cluster, home)), ...states]
}

/**
 * The settings' own namespace, where something is to be created in it and it is not there. It does not carry the
 * folder's label, nor is it remembered: it is a condition of the folder's objects, not one of them, and must never be pruned with them.
 */
const homeOf = async (
  states: readonly ObjectState[],
  cluster: Cluster,
  namespace: string | undefined,
): Promise<ObjectState[]> => {
  if (namespace === undefined) return []
  const home: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
  const wanted = states.some(({ ref, state }) => state === 'OnlyInFolder' && ref.namespace === namespace)
  if (!wanted || states.some(({ ref }) => refKey(ref) === refKey(refOf(home)))) return []
  try {
    return (await cluster.get(refOf(home))) === undefined ? [onlyInFolder(home)] : []
  } catch (error) {
    // Who may not look relies on its being there, and hears from the API server if it is not.
    if (isClusterError(error, 'forbidden')) return []
    throw error
  }
}
