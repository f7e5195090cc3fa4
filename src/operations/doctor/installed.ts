/** Whether what `install` puts into a cluster stands there, and is of this version. */
import type { Cluster } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import type { Check } from '../../model/doctor.ts'
import { CRD } from '../../model/install.ts'
import { type Resource, refLabel, refOf } from '../../model/resource.ts'
import { isLeaving } from '../../model/same-object.ts'
import { foresee, type Standing, versionNewer, versionOf } from '../../plan/install.ts'
import { installedObjects, standingOf } from '../install.ts'

const ABOUT = [
  ['own kinds', ({ kind }: Resource) => kind === CRD],
  ['namespace', ({ kind }: Resource) => kind === 'Namespace'],
  ['lock policies', ({ kind }: Resource) => kind.startsWith('ValidatingAdmissionPolicy')],
  ['roles', ({ kind }: Resource) => kind.endsWith('Role')],
] as const

type Seen = Standing | { readonly desired: Resource; readonly hidden: string }

const look = async (cluster: Cluster, desired: Resource): Promise<Seen> => {
  try {
    return await standingOf(cluster, desired)
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return { desired, hidden: error.message }
    throw error
  }
}

const names = (objects: readonly Seen[]): string =>
  objects.map(({ desired }) => refLabel(refOf(desired))).join(', ')

const INSTALL = 'kubectl agentgw install'

const checkGroup = (about: string, seen: readonly Seen[]): Check => {
  const standings = seen.filter((one): one is Standing => !('hidden' in one))
  const missing = standings.filter(({ live }) => live === undefined)
  const newer = standings.find(({ desired, live }) => live !== undefined && versionNewer(live, desired))
  const other = standings.filter((one) => foresee(one) === 'configured')
  // Without the roles, whoever has the rights by others does all the same.
  const state = about === 'roles' ? 'note' : 'fault'
  const going = standings.filter(({ live }) => live !== undefined && isLeaving(live))
  if (going.length > 0)
    return {
      about,
      state,
      code: 'being-deleted',
      message: `being deleted: ${names(going)}`,
      hint: `${INSTALL}, when it is gone`,
    }
  if (missing.length > 0) {
    const code =
      about === 'namespace' ? 'namespace-missing' : about === 'own kinds' ? 'kind-not-served' : 'not-locked'
    const coded = about === 'roles' ? {} : { code }
    return { about, state, ...coded, message: `not installed: ${names(missing)}`, hint: INSTALL } as Check
  }
  if (newer?.live !== undefined)
    return {
      about,
      state,
      code: 'newer-installed',
      message: `of version ${versionOf(newer.live)}, newer than this program: ${names([newer])}`,
      hint: 'update kubectl agentgw',
    }
  if (other.length > 0)
    return {
      about,
      state,
      code: 'other-version',
      message: `not as this version of the program installs it: ${names(other)}`,
      hint: `${INSTALL}; \`${INSTALL} --force-conflicts\` where somebody else changed it`,
    }
  const hidden = seen.filter((one) => 'hidden' in one)
  const [first] = hidden
  if (first !== undefined && 'hidden' in first)
    return {
      about,
      state: 'note',
      message: `may not be seen: ${names(hidden)}: ${first.hidden}`,
      hint: 'whoever administers the cluster can look, by this command',
    }
  return { about, state: 'ok', message: `installed, as this version has it: ${names(seen)}` }
}

/** `root`: the package's own directory. */
export const checkInstalled = async (cluster: Cluster, root: string): Promise<Check[]> => {
  const desired = await installedObjects({ root, crdsOnly: false })
  const seen = await Promise.all(desired.map((resource) => look(cluster, resource)))
  return ABOUT.flatMap(([about, isOf]) => {
    const own = seen.filter((one) => isOf(one.desired))
    // On Kubernetes before 1.30; the check of the lock says so.
    return own.some((one) => 'unserved' in one) ? [] : [checkGroup(about, own)]
  })
}
