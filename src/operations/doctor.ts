/**
 * Says before an incident what works on this machine and this cluster, for this user, and what to do about the rest.
 * Changes nothing: what only a change shows is left to `revoke --drill`.
 */
import { EXIT, UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Check, DoctorReport, VerbCheck } from '../model/doctor.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { Workspace } from '../model/settings.ts'
import { KUBERNETES, outside } from '../model/versions.ts'
import { type Verb, VERBS } from '../plan/rights/rights.ts'
import { checkCluster } from './doctor/cluster.ts'
import { heldBy } from './doctor/held.ts'
import { checkFolder, checkProgram, faultOf, versionCheck } from './doctor/machine.ts'
import { checkRights } from './doctor/rights.ts'

export interface DoctorOptions {
  readonly version: string
  /** The package's own directory. */
  readonly packageRoot: string
  readonly workspace: Workspace
  /** Throws a UserError where the kubeconfig leads to no cluster. */
  readonly connect: () => Promise<Cluster>
  /** The namespace that the user named. */
  readonly namespace: string | undefined
  /** Undefined: all. */
  readonly verbs?: readonly Verb[] | undefined
}

interface OfCluster {
  readonly checks: readonly Check[]
  readonly verbs: readonly VerbCheck[]
  readonly reached: boolean
}

const lookAt = async (
  { connect, packageRoot, verbs = VERBS }: DoctorOptions,
  namespace: string,
  refs: readonly ResourceRef[] | undefined,
): Promise<OfCluster> => {
  const known: Check[] = []
  try {
    const cluster = await connect()
    const message = `context ${cluster.context}, ${cluster.server}`
    known.push({ about: 'kubeconfig', state: 'ok', message })
    const [user, version] = await Promise.all([cluster.whoAmI(), cluster.version()])
    known.push(
      versionCheck(
        'Kubernetes',
        version ?? 'of a version that it does not tell',
        outside(version, KUBERNETES),
      ),
      { about: 'user', state: 'ok', message: user },
    )
    const held = refs && (await heldBy(cluster, refs))
    const [checks, rights] = await Promise.all([
      checkCluster(cluster, packageRoot),
      checkRights(cluster, verbs, { namespace, user, held: held?.kinds }),
    ])
    return { checks: [...known, ...checks, ...(held?.checks ?? [])], verbs: rights, reached: true }
  } catch (error) {
    // A wrong flag is no fault of the machine or the cluster.
    if (!(error instanceof UserError) || error.exit === EXIT.usage) throw error
    const about = known.length === 0 ? 'kubeconfig' : 'cluster'
    const fault = faultOf(about, error, '`kubectl cluster-info` takes the same way')
    return { checks: [...known, fault], verbs: [], reached: false }
  }
}

export const doctor = async (options: DoctorOptions): Promise<DoctorReport> => {
  const { workspace } = options
  const namespace = options.namespace ?? workspace.settings.namespace
  const { checks: ofFolder, held } = await checkFolder(workspace, options.namespace)
  const { checks, verbs, reached } = await lookAt(options, namespace, held)
  return {
    namespace,
    checks: [checkProgram(options.version), ...ofFolder, ...checks],
    verbs,
    reached,
  }
}

export const isWell = ({ checks, verbs }: DoctorReport): boolean =>
  checks.every(({ state }) => state !== 'fault') && verbs.every(({ works }) => works)
