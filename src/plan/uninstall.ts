/** What `uninstall` takes out of a cluster, in which order, what it leaves, and what keeps it from beginning. */
import { UserError } from '../errors.ts'
import { CRD } from '../model/install.ts'
import { FIELD_MANAGER } from '../model/kinds.ts'
import { LOCK_POLICY } from '../model/lock.ts'
import { type Resource, refKey, refLabel, refOf } from '../model/resource.ts'
import type { Plan, Step } from '../model/step.ts'
import { isPartOfUs, type Standing, versionNewer, versionOf } from './install.ts'
import { ownersOf } from './owners.ts'

/** What of the cluster decides. */
export interface Surroundings {
  readonly standings: readonly Standing[]
  /** The ids of revocations that are not restored, or can not be read. */
  readonly revoked: readonly string[]
  /** How many objects are locked. */
  readonly locks: number
  /** MCPBackends and AIRoutes of all namespaces. */
  readonly objects: readonly Resource[]
  /** What others put into the namespace. */
  readonly foreign: readonly Resource[]
}

export interface UninstallChoice {
  /** Deletes the objects of the kinds with the kinds. */
  readonly deleteObjects: boolean
  /** Deletes the lock's policy too. */
  readonly includeLock: boolean
}

export interface UninstallPlan {
  readonly plan: Plan
  /** By refKey, why it stays. */
  readonly kept: ReadonlyMap<string, string>
}

const SHOWN = 5

const some = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`

const managersOf = ({ metadata }: Resource): string[] =>
  (metadata.managedFields ?? []).filter((entry) => !entry.subresource).map(({ manager = '' }) => manager)

/** The binding of the lock, whose policy reads ConfigMaps. */
export const isLock = ({ kind, metadata }: Resource): boolean =>
  kind.startsWith('ValidatingAdmissionPolicy') && metadata.name === LOCK_POLICY

/** Why an object that stands is not to be deleted; undefined where it is. */
const reasonToKeep = (
  live: Resource,
  { foreign }: Surroundings,
  { includeLock }: UninstallChoice,
): string | undefined => {
  if (!isPartOfUs(live)) return 'somebody else put it there'
  const [owner] = ownersOf(live)
  if (owner !== undefined)
    return `${owner.tool} holds it (${owner.kind}${owner.name === undefined ? '' : ` ${owner.name}`}): take it out of its source`
  if (live.kind === 'Namespace') {
    const maker = managersOf(live).find((manager) => manager !== FIELD_MANAGER)
    if (maker !== undefined) return `somebody else made it (${maker})`
    if (foreign.length > 0)
      return `others have things in it: ${some(foreign.map((one) => refLabel(refOf(one))))}`
  }
  return isLock(live) && !includeLock
    ? 'while nothing is locked it denies nothing; without it a lock that is installed later would not hold until kube-apiserver is restarted (--include-lock)'
    : undefined
}

/** The kinds first, the lock late, and the namespace with the records last. */
const stageOf = ({ kind }: Resource): number => {
  if (kind === CRD) return 0
  if (kind.endsWith('Role')) return 1
  if (kind.endsWith('Binding')) return 2
  return kind === 'Namespace' ? 4 : 3
}

const refuse = (
  { standings, revoked, locks, objects }: Surroundings,
  { deleteObjects }: UninstallChoice,
): void => {
  if (revoked.length > 0 || locks > 0)
    throw new UserError(
      'revocations-stand',
      revoked.length > 0
        ? `not restored: ${some(revoked)}; what brings it back would go with the namespace`
        : `${locks} objects are locked`,
      {
        hint:
          revoked.length > 0
            ? `kubectl agentgw restore ${revoked[0] ?? ''}; \`kubectl agentgw revocations --active\` lists all`
            : '`kubectl get configmap -n agentgw-system -l agentgw.dev/locks -o yaml` shows them',
      },
    )
  const newer = standings.find(({ desired, live }) => live !== undefined && versionNewer(live, desired))
  if (newer?.live !== undefined)
    throw new UserError(
      'newer-installed',
      `${refLabel(refOf(newer.live))} is of version ${versionOf(newer.live)}, and this is ${versionOf(newer.desired)}: what else that one installed is not known here`,
      { hint: 'update kubectl agentgw, and uninstall with that' },
    )
  if (objects.length > 0 && !deleteObjects)
    throw new UserError(
      'objects-stand',
      `deleting the kinds would delete ${objects.length} objects: ${some(objects.map((one) => `${refLabel(refOf(one))} -n ${one.metadata.namespace ?? ''}`))}`,
      { hint: 'delete them first, or let them go with --delete-objects; nothing was changed' },
    )
}

/** Throws, so that nothing is deleted at all: `revocations-stand`, `newer-installed`, `objects-stand`. */
export const planUninstall = (around: Surroundings, choice: UninstallChoice): UninstallPlan => {
  const kept = new Map<string, string>()
  const going = around.standings.flatMap(({ live }) => {
    if (live === undefined) return []
    const why = reasonToKeep(live, around, choice)
    if (why !== undefined) kept.set(refKey(refOf(live)), why)
    return why === undefined ? [live] : []
  })
  // Of a kind that stays, the objects stay.
  const kinds = going.filter(({ kind }) => kind === CRD).map(({ metadata }) => metadata.name)
  const objects = around.objects.filter(({ kind }) =>
    kinds.some((name) => name.startsWith(`${kind.toLowerCase()}s.`)),
  )
  refuse({ ...around, objects }, choice)
  const stages: Step[][] = [[], [], [], [], []]
  for (const seen of going) {
    const ref = refOf(seen)
    stages[stageOf(seen)]?.push({ do: 'delete', seen, ref, subject: refKey(ref) })
  }
  return { plan: { stages: stages.filter((stage) => stage.length > 0) }, kept }
}
