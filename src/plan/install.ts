/** What `install` does to a cluster, and what keeps it from doing it. */
import { UserError } from '../errors.ts'
import { PREFIX } from '../model/kinds.ts'
import { type Resource, refKey, refLabel, refOf } from '../model/resource.ts'
import type { Plan, Step } from '../model/step.ts'

/** The mark of what belongs to this program. */
const PART_OF = { label: `${PREFIX}/part-of`, value: 'kubectl-agentgw' }
export const NAMESPACE = 'Namespace'
const VERSION = `${PREFIX}/version`

/** An object to install, and what stands in its place. */
export interface Standing {
  readonly desired: Resource
  readonly live: Resource | undefined
  /** Why it can not be installed: the cluster does not serve the kind. */
  readonly unserved?: UserError
}

/** What this program put there, or whoever applied its manifests. */
export const isPartOfUs = ({ metadata }: Resource): boolean =>
  metadata.labels?.[PART_OF.label] === PART_OF.value

const labels = (resources: readonly Resource[]): string =>
  resources.map((resource) => refLabel(refOf(resource))).join(', ')

export const versionOf = (resource: Resource): string | undefined => resource.metadata.annotations?.[VERSION]

/** Compares MAJOR.MINOR.PATCH; a version that is none is older than every other. */
const isNewer = (a: string | undefined, b: string | undefined): boolean => {
  const [left, right] = [a, b].map((version) =>
    /^(\d+)\.(\d+)\.(\d+)/
      .exec(version ?? '')
      ?.slice(1)
      .map(Number),
  )
  if (left === undefined || right === undefined) return left !== undefined
  const at = left.findIndex((number, i) => number !== right[i])
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0)
}

interface Versioned {
  readonly spec?: { readonly versions?: readonly { readonly name: string }[] }
  readonly status?: { readonly storedVersions?: readonly string[] }
}

/** Versions of a CRD in which objects are stored, and which it would not have any more. */
export const versionsGone = (live: Resource, desired: Resource): string[] => {
  const names = (desired as unknown as Versioned).spec?.versions?.map(({ name }) => name) ?? []
  return ((live as unknown as Versioned).status?.storedVersions ?? []).filter((name) => !names.includes(name))
}

/** From which version to which an object is brought, where that changes. */
export const versionChange = ({
  desired,
  live,
}: Standing): { readonly from: string; readonly to: string } | undefined => {
  const to = versionOf(desired)
  const from = live === undefined ? undefined : (versionOf(live) ?? 'unknown')
  return to === undefined || from === undefined || from === to ? undefined : { from, to }
}

/** Whether the first is of a newer version than the second. */
export const versionNewer = (a: Resource, b: Resource): boolean => isNewer(versionOf(a), versionOf(b))

/**
 * Applies all that is desired. Throws, so that nothing is written at all, where something in its place is
 * being deleted, belongs to somebody else, or is of a newer version. A namespace may be anybody's: nothing in
 * it is overwritten.
 */
export const planInstall = (standings: readonly Standing[]): Plan => {
  const standing = standings.flatMap(({ live }) => live ?? [])
  const going = standing.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
  if (going.length > 0)
    throw new UserError(
      'being-deleted',
      `${labels(going)} ${going.length > 1 ? 'are' : 'is'} being deleted`,
      {
        hint: `kubectl wait --for=delete ${labels(going).replaceAll(', ', ' ')}`,
      },
    )
  const foreign = standing.filter((live) => live.kind !== NAMESPACE && !isPartOfUs(live))
  const [stranger] = foreign
  if (stranger !== undefined)
    throw new UserError('not-ours', `${labels(foreign)}: installed by somebody else, and left as it is`, {
      hint: `\`kubectl get ${refLabel(refOf(stranger))} -o yaml --show-managed-fields\` tells by whom`,
    })
  const newer = standings.flatMap(({ desired, live }) =>
    live !== undefined && versionNewer(live, desired) ? [{ desired, live }] : [],
  )
  const [first] = newer
  if (first !== undefined)
    throw new UserError(
      'newer-installed',
      `${labels(newer.map(({ live }) => live))}: the cluster has version ${versionOf(first.live)}, and this is ${versionOf(first.desired)}`,
      { hint: 'update kubectl agentgw' },
    )
  const steps = standings
    .filter(({ unserved }) => unserved === undefined)
    .map(({ desired }): Step => ({ do: 'apply', resource: desired, subject: refKey(refOf(desired)) }))
  const isNamespace = (step: Step): boolean => step.do === 'apply' && step.resource.kind === NAMESPACE
  return {
    stages: [steps.filter(isNamespace), steps.filter((step) => !isNamespace(step))],
  }
}

/** Whether all that is desired stands there; lists as long as they are to be. */
export const contains = (live: unknown, desired: unknown): boolean => {
  if (Array.isArray(desired))
    return (
      Array.isArray(live) &&
      live.length === desired.length &&
      desired.every((item, i) => contains(live[i], item))
    )
  if (typeof desired === 'object' && desired !== null)
    return (
      typeof live === 'object' &&
      live !== null &&
      Object.entries(desired).every(([key, value]) => contains((live as Record<string, unknown>)[key], value))
    )
  return live === desired
}

/** What applying would do, as far as can be told without asking the API server to try. */
export const foresee = ({ desired, live }: Standing): 'created' | 'configured' | 'unchanged' =>
  live === undefined ? 'created' : contains(live, desired) ? 'unchanged' : 'configured'
