/** Looks whether all that is revoked still is: the records, the objects, the locks, and other ways to the same servers. */
import type { Cluster } from '../model/cluster.ts'
import type { Problem } from '../model/kill-switch-report.ts'
import { refKey } from '../model/resource.ts'
import { activeTargets, joinSides, type Named, type Side, targetKey } from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { ProbeNow, Reachable, VerifyReport } from '../model/verify-report.ts'
import type { Judgement } from '../model/probe.ts'
import { type Elsewhere, elsewhere } from '../plan/elsewhere.ts'
import { lookAgain, type World } from './kill-switch/look.ts'
import { probedOf, probeNow, type ProbeRequest } from './kill-switch/probing.ts'
import { standingOf } from './kill-switch/standing.ts'
import { readingsOf } from './kill-switch/stored.ts'
import { asProblem, notRevoked } from './kill-switch/verdict.ts'
import { recordProblems, unreadable } from './kill-switch/verify-records.ts'
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

export const verify = async (options: VerifyOptions, signal?: AbortSignal): Promise<VerifyReport> => {
  const { workspace, cluster, id, probe } = options
  const { seen, blind } = await lookAgain({
    workspace,
    cluster,
    namespace: options.namespace ?? workspace.settings.namespace,
    wide: true,
  })
  const held = heldBy(seen, options)
  const records = recordProblems(seen, id)
  const standing = standingOf(seen.folder, seen.cluster)
  const readings = readingsOf(seen)
  const probed =
    probe === undefined
      ? new Map<string, Judgement>()
      : await probeNow(
          probe,
          probedOf(
            held.map(({ ref, part, target }) => ({ ref, ...(part && { part }), because: target.because })),
            (ref) => ({
              ref,
              readings: [...readings({ ref }), ...(standing.get(refKey(ref))?.readings ?? [])],
            }),
          ),
          options.now,
          signal,
        )

  const all = heldBy(seen, { ...options, id: undefined, namespace: undefined })
  const found = elsewhere(
    held.map(({ ref, part }) => ({
      ref,
      ...(part && { part }),
      readings: readings({ ref, ...(part && { part }) }),
    })),
    all,
    standing,
  )
  const sidesOf = (other: Elsewhere): Side[] => [
    ...(seen.cluster?.live.has(refKey(other.ref)) ? (['cluster'] as const) : []),
    ...(seen.folder?.held.has(refKey(other.ref)) ? (['folder'] as const) : []),
  ]
  const reachable = (named: Named): Reachable[] =>
    (found.get(targetKey(named)) ?? []).map((other) => ({ ...other, in: sidesOf(other) }))
  const verified = verifyTargets(seen, cluster !== undefined)
  const targets = held.map((one) => {
    const now = probed.get(targetKey(one))
    return { ...verified(one), ...(now && { probe: asNow(now) }), elsewhere: reachable(one) }
  })
  const isKnown =
    id === undefined ||
    joinSides(seen.folder?.records ?? [], seen.cluster?.records ?? []).some((one) => one.id === id) ||
    records.findings.length > 0
  const unlockable = seen.cluster?.unlockable
  return {
    revocations: new Set(held.map(({ revocation }) => revocation.id)).size,
    targets,
    findings: [
      ...records.findings,
      ...(unlockable?.code === 'not-locked' && targets.some(({ lock }) => lock === 'not locked')
        ? [asProblem(unlockable)]
        : []),
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
