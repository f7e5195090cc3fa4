/** What a drill would do, and what keeps it from being done; changes nothing. */
import { UserError } from '../../errors.ts'
import { accessLabel } from '../../model/access.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import { type Resource, type ResourceRef, refKey } from '../../model/resource.ts'
import { activeTargets, type Named, type RevocationHead, targetKey } from '../../model/revocation.ts'
import type { Plan } from '../../model/step.ts'
import { type DrillPlan, drillOf, planDrill } from '../../plan/drill.ts'
import type { Target } from '../../plan/revoke.ts'
import { chooseTargets } from '../../plan/revoke-targets.ts'
import { DRILL_UNDO } from '../../plan/rights/kill-switch.ts'
import { checkSteps } from '../doctor/rights.ts'
import type { RevokeOptions } from '../revoke.ts'
import { look } from './look.ts'
import { type Probed, probedOf } from './probing.ts'
import { missingOf } from './missing.ts'
import { revokedAlready, selectionOf } from './selection.ts'
import { standingOf } from './standing.ts'
import { asProblem, named, notSeen } from './verdict.ts'

export interface PreparedDrill {
  readonly options: RevokeOptions & { readonly cluster: Cluster }
  readonly head: RevocationHead
  readonly drill: DrillPlan
  /** All of it, for a preview. */
  readonly plan: Plan
  /** Ids of drills of the same things that were cut off. */
  readonly leftover: readonly string[]
  readonly stood: ReadonlyMap<string, Resource>
  readonly probed: readonly Probed[]
  readonly problems: readonly Problem[]
}

/** Throws `missing-right` where the user could deny and not undo it. */
const refuseOneWay = async (cluster: Cluster, user: string, namespaces: readonly string[]): Promise<void> => {
  for (const namespace of namespaces) {
    const steps = await checkSteps(cluster, DRILL_UNDO, { namespace, user })
    const missing = steps.flatMap((step) => step.missing)
    if (missing.length === 0) continue
    throw new UserError(
      'missing-right',
      `nothing was drilled: it could not be undone without the right to ${missing.map(accessLabel).join(', ')}`,
      {
        hint: `an administrator gives it: ${[...new Set(missing.flatMap(({ bind }) => bind ?? []))].join('; ')}`,
      },
    )
  }
}

/** `already`: what is revoked, and stands nowhere. */
const undrillable = (targets: readonly Target[], already: readonly ResourceRef[]): Problem[] => {
  const hint = 'drill with an MCP server or backend, a part of one, or a model that has a route of its own'
  const problem = (what: readonly Named[], why: string): Problem[] =>
    what.length === 0
      ? []
      : [{ code: 'not-deniable', message: `${what.map(named).join(', ')}: ${why}`, hint }]
  return [
    ...problem(targets, 'nothing of it can be denied before it is deleted'),
    ...problem(
      already.map((ref) => ({ ref })),
      'it is revoked already',
    ),
  ]
}

/** Looks, chooses and plans; changes nothing. */
export const prepareDrill = async (
  given: RevokeOptions & { readonly cluster: Cluster },
): Promise<PreparedDrill> => {
  // The folder takes no part.
  const options = { ...given, workspace: { ...given.workspace, root: undefined } }
  const selection = selectionOf(options)
  const [world, who] = await Promise.all([look(options), options.cluster.whoAmI()])
  const standing = standingOf(undefined, world.cluster)
  const { targets } = chooseTargets(selection, standing)
  const already = revokedAlready(selection, standing, world)
  const missing = missingOf(selection, options.selector, targets, already, [...standing.values()])
  const head: RevocationHead = {
    id: options.newId,
    reason: options.reason === '' ? 'a drill' : `a drill: ${options.reason}`,
    who,
    localUser: options.localUser,
    ...(options.incident === undefined ? {} : { incident: options.incident }),
    when: options.now().toISOString(),
    ...(options.toolVersion === undefined ? {} : { toolVersion: options.toolVersion }),
    cluster: { context: options.cluster.context, server: options.cluster.server },
  }
  const { unlockable, denials, live = new Map<string, Resource>(), records = [] } = world.cluster ?? {}
  const drill = planDrill({
    head,
    targets,
    live,
    deniable: denials !== undefined,
    lock: unlockable === undefined && options.noLock !== true,
  })
  const keys = new Set(drill.drilled.map((target) => targetKey(drillOf(target))))
  const leftover = [...activeTargets(records)].flatMap(([key, { record }]) =>
    keys.has(key) ? [record.id] : [],
  )
  if (drill.drilled.length > 0)
    await refuseOneWay(options.cluster, who, [
      ...new Set(drill.drilled.map(({ ref }) => ref.namespace ?? '')),
    ])
  const gone = already.map(({ ref }) => ref)
  const nothing: Problem[] = drill.drilled.length > 0 ? [] : undrillable(targets, gone)
  const unlocked: Problem[] =
    unlockable === undefined || options.noLock === true || drill.drilled.length === 0
      ? []
      : [asProblem(unlockable)]
  return {
    options,
    head,
    drill,
    plan: {
      stages: [drill.record, drill.deny, drill.lock, drill.unlock, drill.undeny].filter(
        (stage) => stage.length > 0,
      ),
    },
    leftover: [...new Set(leftover)],
    stood: live,
    probed: probedOf(drill.drilled, (ref) => standing.get(refKey(ref))),
    problems: [
      ...missing.map(({ problem }) => problem),
      ...notSeen(selection, world.cluster),
      ...nothing,
      ...unlocked,
    ],
  }
}
