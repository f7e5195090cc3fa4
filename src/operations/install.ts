/** Puts what this program needs into a cluster: its kinds, the namespace of its records, the lock's policies, and roles. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execute } from '../apply/execute.ts'
import { UserError } from '../errors.ts'
import { parse } from '../manifest/parse.ts'
import type { Clock } from '../model/clock.ts'
import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { CRD, type InstalledObject } from '../model/install.ts'
import { type Resource, refKey, refLabel, refOf } from '../model/resource.ts'
import { sameObject } from '../model/same-object.ts'
import { excess } from '../plan/excess.ts'
import { contains, foresee, NAMESPACE, planInstall, type Standing, versionChange } from '../plan/install.ts'
import { established } from './established.ts'
import { checkStored } from './install/stored.ts'

export interface ManifestsOptions {
  /** The package's own directory. */
  readonly root: string
  readonly crdsOnly: boolean
}

export interface InstallOptions extends ManifestsOptions {
  readonly cluster: Cluster
  readonly dryRun: 'none' | 'client' | 'server'
  /** Takes the fields of our own objects that another field manager owns. */
  readonly force: boolean
  /** Goes on where objects that stand are invalid by the new CRDs. */
  readonly allowInvalid?: boolean
  readonly clock: Clock
  readonly signal?: AbortSignal
}

const IN_ORDER = ['namespace.yaml', 'lock.yaml', 'rbac/responder.yaml', 'rbac/operator.yaml']

/** The manifests, each one or several YAML documents, the namespace first. */
export const installManifests = async ({ root, crdsOnly }: ManifestsOptions): Promise<string[]> => {
  const crds = join(root, 'schemas', 'crds')
  const files = (await readdir(crds)).filter((file) => /^agentgateway\.dev_.*\.yaml$/.test(file)).sort()
  const paths = files.map((file) => join(crds, file))
  if (!crdsOnly) paths.unshift(...IN_ORDER.map((file) => join(root, 'manifests', 'install', file)))
  return Promise.all(paths.map((path) => readFile(path, 'utf8')))
}

/** Kubernetes before 1.30 serves no admission policies: all else is installed there. */
const notServed = async (cluster: Cluster, { kind }: Resource): Promise<UserError> => {
  if (!kind.startsWith('ValidatingAdmissionPolicy'))
    return new UserError('kind-not-served', `the cluster does not serve ${kind}`)
  const version = (await cluster.version()) ?? 'of a version that it does not tell'
  return new UserError(
    'not-locked',
    `the cluster (Kubernetes ${version}) serves no ValidatingAdmissionPolicy: what is revoked can not be locked there`,
    { hint: 'Kubernetes 1.30 or later does; until then `kubectl agentgw revoke` needs --no-lock' },
  )
}

export const standingOf = async (cluster: Cluster, desired: Resource): Promise<Standing> => {
  try {
    return { desired, live: await cluster.get(refOf(desired)) }
  } catch (error) {
    if (!isClusterError(error, 'kind-not-served')) throw error
    return { desired, live: undefined, unserved: await notServed(cluster, desired) }
  }
}

/** What the manifests hold. */
export const installedObjects = async (options: ManifestsOptions): Promise<Resource[]> => {
  const texts = await installManifests(options)
  return texts.flatMap((text) => parse('-', text).documents.map(({ value }) => value as Resource))
}

const lookUp = async (options: InstallOptions): Promise<Standing[]> => {
  const desired = await installedObjects(options)
  return Promise.all(desired.map((resource) => standingOf(options.cluster, resource)))
}

const unservedObject = ({ desired, unserved }: Standing): InstalledObject | undefined =>
  unserved && { ref: refOf(desired), state: 'failed', error: unserved }

const withVersion = (object: InstalledObject, standing: Standing): InstalledObject => {
  const version = object.state === 'configured' ? versionChange(standing) : undefined
  return version === undefined ? object : { ...object, version }
}

/** What others added stays where something is only applied: it is a conflict, or goes, too. */
const withoutExcess = async (
  applied: Resource,
  desired: Resource,
  { cluster, dryRun, force }: InstallOptions,
): Promise<Resource> => {
  const extra = desired.kind === NAMESPACE ? {} : excess(applied, desired)
  // What a dry run applied does not stand there, so that nothing can be taken out of it.
  const isIn = dryRun === 'server' ? contains(applied, desired) : Object.keys(extra).length === 0
  if (isIn) return applied
  const without =
    dryRun === 'server' ? desired : await cluster.patch(refOf(desired), extra, { dryRun: !force })
  if (force || sameObject(without, applied)) return without
  const { kind, metadata } = desired
  throw new UserError('field-conflict', `${kind} ${metadata.name}: others added to it`, {
    hint: `\`kubectl get ${refLabel(refOf(desired))} -o yaml --show-managed-fields\` tells what; --force-conflicts takes it out`,
  })
}

const applyAll = async (
  standings: readonly Standing[],
  options: InstallOptions,
): Promise<InstalledObject[]> => {
  const { cluster, dryRun, force, signal } = options
  const bySubject = new Map(standings.map((standing) => [refKey(refOf(standing.desired)), standing]))
  const run = execute(
    planInstall(standings),
    {
      apply: async ({ resource, subject }) => {
        const dry = dryRun === 'server'
        let result = await cluster.apply(resource, { dryRun: dry, force }).catch((error: unknown) => {
          // The namespace was not really made either.
          if (dry && isClusterError(error, 'namespace-missing')) return resource
          throw error
        })
        const live = bySubject.get(subject)?.live
        if (live !== undefined) result = await withoutExcess(result, resource, options)
        return { outcome: live !== undefined && sameObject(live, result) ? 'unchanged' : 'done', result }
      },
    },
    signal === undefined ? {} : { signal },
  )
  const states = new Map<string, Pick<InstalledObject, 'state' | 'error'>>()
  for await (const event of run) {
    const { subject } = event.step
    const created = bySubject.get(subject)?.live === undefined
    if (event.outcome === 'failed') states.set(subject, { state: 'failed', error: event.error })
    else if (event.outcome === 'done') states.set(subject, { state: created ? 'created' : 'configured' })
    else states.set(subject, { state: event.outcome })
  }
  // In the order of the manifests, whichever ended first.
  return standings.map((standing) => {
    const ref = refOf(standing.desired)
    const told = unservedObject(standing) ?? { ref, state: 'skipped', ...states.get(refKey(ref)) }
    return withVersion(told, standing)
  })
}

const untilServed = async (object: InstalledObject, options: InstallOptions): Promise<InstalledObject> => {
  if (object.ref.kind !== CRD || object.state === 'failed' || object.state === 'skipped') return object
  try {
    await established(options.cluster, object.ref, options.clock, options.signal)
    return object
  } catch (error) {
    if (error instanceof UserError) return { ...object, state: 'failed', error }
    // The object stands; only the waiting for it was cut off.
    if (options.signal?.aborted) return object
    throw error
  }
}

/**
 * Applies the manifests and waits until the API server serves the kinds. Doing it again changes nothing.
 * Throws before anything is written: a ClusterError where the cluster can not be looked at, a UserError of
 * the codes `not-ours`, `newer-installed`, `being-deleted` and `stored-invalid` where something is in the way.
 */
export const install = async (options: InstallOptions): Promise<InstalledObject[]> => {
  const standings = await lookUp(options)
  // What is in the way of all comes first.
  planInstall(standings)
  if (options.allowInvalid !== true) await checkStored(options.cluster, standings)
  if (options.dryRun === 'client')
    return standings.map((standing) => {
      const foreseen = { ref: refOf(standing.desired), state: foresee(standing) }
      return withVersion(unservedObject(standing) ?? foreseen, standing)
    })
  const objects = await applyAll(standings, options)
  if (options.dryRun === 'server') return objects
  return Promise.all(objects.map((object) => untilServed(object, options)))
}
