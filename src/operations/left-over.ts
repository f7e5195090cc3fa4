/** Looks in the cluster for what a folder put there and does not hold any more. */
import { resolve } from 'node:path'
import { EXIT, UserError } from '../errors.ts'
import type { Cluster, KindRef } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { KINDS } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { groupOf, type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import type { Workspace } from '../model/settings.ts'
import type { ObjectState } from '../model/sync.ts'
import { leftOver } from '../plan/left-over.ts'
import { FOLDER_LABEL } from '../plan/sync.ts'
import { findDropped } from './dropped.ts'

export interface LeftOverOptions {
  readonly cluster: Cluster
  /** The folder's name, in agentgw.yaml. */
  readonly folder: string
  /** What the folder holds, what is revoked, and what is invalid. */
  readonly states: readonly ObjectState[]
  /** Those of which the folder ever applied something, as far as it is remembered. */
  readonly kinds: readonly KindRef[]
  /** Objects that the folder once knew in the cluster, as far as it is remembered. */
  readonly known: readonly ResourceRef[]
  /** Only in this one. */
  readonly namespace: string | undefined
}

/** One of each; those that are known here in the version that is known here. */
const distinct = (kinds: readonly KindRef[]): KindRef[] => [
  ...new Map(
    [...kinds, ...KINDS].map(({ apiVersion, kind }) => [
      `${groupOf(apiVersion)}/${kind}`,
      { apiVersion, kind },
    ]),
  ).values(),
]

export interface LeftOver {
  readonly states: readonly ObjectState[]
  /** Kinds of which it is not known, because the user may not list them everywhere. */
  readonly unseen: readonly string[]
}

/** The folder of agentgw.yaml, where these are not all of it. */
export const partOf = ({ root, folders, settings }: Workspace): string | undefined => {
  if (root === undefined) return undefined
  const whole = resolve(root, settings.manifests)
  return folders.includes(whole) ? undefined : whole
}

/** What the folder does not hold is known only of all of it, and whose an object is only by a name that it has. */
export const mustBeWhole = (workspace: Workspace): void => {
  const { root, folders, settings } = workspace
  const refuse = (message: string, hint: string): never => {
    throw new UserError('prune-part', message, { exit: EXIT.usage, hint })
  }
  if (root === undefined)
    refuse(
      'there is no agentgw.yaml here or in a folder above, so it is not known what this folder owns',
      'run `kubectl agentgw init`',
    )
  else if (!settings.isNamed)
    refuse(
      `${root}/agentgw.yaml does not say which name this folder goes by in the cluster`,
      `add \`name: ${settings.name}\` to it, if no other folder has that name`,
    )
  else if (partOf(workspace) !== undefined)
    refuse(`${folders.join(', ')} is not the whole folder of ${root}/agentgw.yaml`, 'leave --dir out')
}

/** One LIST per kind, by label. Throws a ClusterError where the cluster does not answer. */
export const findLeftOver = async ({
  cluster,
  folder,
  states,
  kinds,
  known,
  namespace,
}: LeftOverOptions): Promise<LeftOver> => {
  const held = new Set(states.map(({ ref }) => refKey(ref)))
  const unseen: string[] = []
  const selector = `${FOLDER_LABEL}=${folder}`
  const read = async (kind: KindRef, namespaces: readonly (string | undefined)[]): Promise<Resource[]> => {
    const lists = await mapSome(namespaces, (one) => cluster.list(kind, { namespace: one, selector }))
    return lists.flat()
  }
  const own = [...new Set(states.flatMap(({ ref }) => ref.namespace ?? []))]
  const found = await mapSome(distinct([...kinds, ...states.map(({ ref }) => ref)]), async (kind) => {
    try {
      return await read(kind, [namespace])
    } catch (error) {
      if (isClusterError(error, 'kind-not-served')) return []
      if (!isClusterError(error, 'forbidden')) throw error
    }
    try {
      // Whoever may not look everywhere looks where the folder's objects are.
      if (namespace === undefined && own.length > 0) return await read(kind, own)
    } catch (error) {
      // Of a kind that is not served, a right is asked for first.
      if (isClusterError(error, 'kind-not-served')) return []
      if (!isClusterError(error, 'forbidden')) throw error
    }
    unseen.push(kind.kind)
    return []
  })
  const isLooked = (ref: ResourceRef): boolean =>
    (namespace === undefined || ref.namespace === namespace) && !held.has(refKey(ref))
  const objects = found.flat().filter((live) => isLooked(refOf(live)))
  const ours = new Set(objects.map((live) => refKey(refOf(live))))
  const others = known.filter((ref) => isLooked(ref) && !ours.has(refKey(ref)))
  return {
    states: [...objects.flatMap((live) => leftOver(live) ?? []), ...(await findDropped(cluster, others))],
    unseen,
  }
}
