/** Looks whether all that is revoked still is: the records, the objects, the locks, and other ways to the same servers. */
import type { Cluster } from '../model/cluster.ts'
import type { Problem } from '../model/kill-switch-report.ts'
import { refKey, type ResourceRef } from '../model/resource.ts'
import { activeTargets, joinSides, type Named, type Side, targetKey } from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { ProbeNow, Reachable, VerifyReport } from '../model/verify-report.ts'
import type { Judgement } from '../model/probe.ts'
import { elsewhere } from '../plan/elsewhere.ts'
import { lookAgain, type World } from './kill-switch/look.ts'
import { probedOf, probeNow, type ProbeRequest } from './kill-switch/probing.ts'
import { standingOf } from './kill-switch/standing.ts'
import { readingsOf } from './kill-switch/stored.ts'
import { asProblem, notRevoked } from './kill-switch/verdict.ts'
import { looseDenials, recordProblems, unreadable } from './kill-switch/verify-records.ts'
import { findingsOf, unseenOf } from './kill-switch/verify-findings.ts'
import { type Held, verifyTargets } from './kill-switch/verify-target.ts'

export interface VerifyOptions {
  /** Undefined: every revocation that holds something. */
  readonly id?: string | undefined
  /** Only targets of this namespace. */
  readonly namespace?: string | undefined
  readonly workspace: Workspace
  /** Undefined: the folder alone. */
  readonly cluster: Cluster | undefined
  readonly probe?: ProbeRequest | undefined
  /** ms */
  readonly now: () => number
}

/** The targets that are revoked now, each with the revocation that holds it. */
const heldBy = ({ folder, cluster }: World, { id, namespace, cluster: asked }: VerifyOptions): Held[] => {
  const here = new Set(cluster?.records.map((record) => record.id))
  const newest = [folder?.records ?? [], cluster?.records ?? []].map((records) =>
    activeTargets<unknown>(records),
  )
  const holds = (key: string, own: string): boolean => newest.some((side) => side.get(key)?.record.id === own)
  return joinSides(folder?.records ?? [], cluster?.records ?? []).flatMap((revocation) =>
    revocation.targets
      .filter((target) => holds(targetKey(target), revocation.id))
      .filter(({ ref }) => namespace === undefined || ref.namespace === namespace)
      .filter(() => id === undefined || revocation.id === id)
      .map((target) => ({
        ref: target.ref,
        ...(target.part && { part: target.part }),
        revocation,
        target,
        here:
          revocation.cluster === undefined ||
          revocation.cluster.server === asked?.server ||
          here.has(revocation.id),
      })),
  )
}

const asNow = (judgement: Judgement): ProbeNow => {
  if (judgement.saw === 'answer') return { saw: 'answers' }
  return judgement.saw === 'refusal'
    ? { saw: 'refused (not proven dark)' }
    : { saw: 'not known', message: judgement.message }
}

/** Kinds and namespaces where the same server could stand, too. */
const blindNotes = ({ cluster }: World): string[] =>
  (cluster?.unseen ?? []).map(
    ({ kind, namespace }) =>
      `you may not list ${kind.kind} in ${namespace === '*' ? 'all namespaces' : namespace}: whether the same server stands there is not known`,
  )

const otherCluster = (held: readonly Held[], cluster: Cluster | undefined): Problem[] => {
  const away = cluster === undefined ? [] : held.filter(({ here }) => !here)
  return [...new Map(away.map(({ revocation }) => [revocation.id, revocation])).values()].map((one) => ({
    code: 'other-cluster',
    message: `${one.id} was made on ${one.cluster?.server ?? ''} (context ${one.cluster?.context ?? ''}), and this is ${cluster?.server ?? ''}`,
    hint: `add --context ${one.cluster?.context ?? ''}`,
  }))
}

const namedOf = ({ ref, part }: Named): Named => ({ ref, ...(part && { part }) })

/** What each target answers now; nothing where no probe is asked for. */
const callsOf = (
  seen: World,
  held: readonly Held[],
  { probe, now }: VerifyOptions,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Judgement>> => {
  if (probe === undefined) return Promise.resolve(new Map())
  const standing = standingOf(seen.folder, seen.cluster)
  const stored = readingsOf(seen)
  const targets = probedOf(
    held.map((one) => ({ ...namedOf(one), because: one.target.because })),
    (ref) => ({ ref, readings: [...stored({ ref }), ...(standing.get(refKey(ref))?.readings ?? [])] }),
  )
  return probeNow(probe, targets, now, signal)
}

/** What stands and leads to the same as each target. */
const reachableFrom = (
  seen: World,
  held: readonly Held[],
  options: VerifyOptions,
): ((named: Named) => Reachable[]) => {
  const stored = readingsOf(seen)
  const found = elsewhere(
    held.map((one) => ({ ...namedOf(one), readings: stored(namedOf(one)) })),
    heldBy(seen, { ...options, id: undefined, namespace: undefined }),
    standingOf(seen.folder, seen.cluster),
  )
  const sidesOf = (ref: ResourceRef): Side[] => [
    ...(seen.cluster?.live.has(refKey(ref)) ? (['cluster'] as const) : []),
    ...(seen.folder?.held.has(refKey(ref)) ? (['folder'] as const) : []),
  ]
  return (named) => (found.get(targetKey(named)) ?? []).map((other) => ({ ...other, in: sidesOf(other.ref) }))
}

export const verify = async (options: VerifyOptions, signal?: AbortSignal): Promise<VerifyReport> => {
  const { workspace, cluster, id } = options
  const { seen, blind } = await lookAgain({
    workspace,
    cluster,
    namespace: options.namespace ?? workspace.settings.namespace,
    wide: true,
  })
  const held = heldBy(seen, options)
  const records = recordProblems(seen, id)
  const calls = await callsOf(seen, held, options, signal)
  const reachable = reachableFrom(seen, held, options)
  const verified = verifyTargets(seen, cluster !== undefined)
  const targets = held.map((one) => {
    const now = calls.get(targetKey(one))
    return { ...verified(one), ...(now && { probe: asNow(now) }), elsewhere: reachable(one) }
  })
  const isKnown =
    id === undefined ||
    joinSides(seen.folder?.records ?? [], seen.cluster?.records ?? []).some((one) => one.id === id) ||
    records.findings.length > 0
  const ids = new Set(held.map(({ revocation }) => revocation.id))
  const unlockable = seen.cluster?.unlockable
  return {
    revocations: ids.size,
    targets,
    findings: [
      ...records.findings,
      ...(unlockable?.code === 'not-locked' && targets.some(({ lock }) => lock === 'not locked')
        ? [asProblem(unlockable)]
        : []),
      ...looseDenials(seen, ids),
      ...targets.flatMap(findingsOf),
    ],
    problems: [
      ...blind.map(asProblem),
      ...(isKnown ? [] : [notRevoked(id)]),
      ...records.problems,
      ...unreadable(seen, held),
      ...otherCluster(held, cluster),
      ...targets.flatMap(unseenOf),
    ],
    notes: blindNotes(seen),
  }
}
