/**
 * Drills the kill switch on something that lives: denies it, sees it dark, locks the denial, undoes both, and sees it
 * back. Nothing is deleted, and the folder takes no part. It is recorded as a revocation is, so that whatever cuts it
 * off, `restore` or the next drill ends it.
 */
import { killSwitchRunners, killSwitchTrials } from '../apply/kill-switch-runners.ts'
import { UserError } from '../errors.ts'
import type { DrillReport, DrillStep } from '../model/drill-report.ts'
import type { Problem } from '../model/kill-switch-report.ts'
import { problemOfProbe, type ProbeVerdict, type ReturnVerdict } from '../model/probe.ts'
import { type Resource, refKey, refLabel } from '../model/resource.ts'
import { targetKey } from '../model/revocation.ts'
import type { Step } from '../model/step.ts'
import { type DrillPlan, drillOf } from '../plan/drill.ts'
import { tellOthers } from './kill-switch/afterwards.ts'
import { drilledTargets, tellingOf } from './kill-switch/drilled.ts'
import { lookAgain, type World } from './kill-switch/look.ts'
import type { PreparedDrill } from './kill-switch/prepare-drill.ts'
import { type Probed, type Probes, startProbes } from './kill-switch/probing.ts'
import { run, waitingOf } from './kill-switch/run.ts'
import { denialStatusOf, untilTaken } from './kill-switch/taken.ts'
import { asProblem, named, notAnswering, notDark } from './kill-switch/verdict.ts'
import { prepareRestore, restore } from './restore.ts'

/** What ends a drill; with no signal, so that it is done whatever happened before. */
const undo = async ({ options }: PreparedDrill, id: string): Promise<Problem[]> => {
  try {
    const { cluster, workspace, namespace, localUser, auditLog, now } = options
    const words = [id]
    const { problems, targets } = await restore(
      await prepareRestore({ words, workspace, cluster, namespace, force: false, localUser, auditLog, now }),
    )
    return targets.every((target) => target.cluster === 'restored') ? [] : [...problems, notUndone(id)]
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [asProblem(error), notUndone(id)]
  }
}

const notUndone = (id: string): Problem => ({
  code: 'drill-incomplete',
  message: `the drill ${id} is not undone: what it denied is still dark`,
  hint: `kubectl agentgw restore ${id}`,
})

/** What does not answer before can not be seen to go dark: nothing is denied then. */
const mute = (probed: readonly Probed[], { obstacles }: Probes): Problem[] =>
  probed.flatMap((target) => {
    const obstacle = obstacles.get(targetKey(target))
    return obstacle === undefined
      ? []
      : (problemOfProbe(`${named(target)}, before anything was done,`, {
          verdict: 'not proven',
          ...obstacle,
        }) ?? [])
  })

/** Carries it out, and reports what was seen. */
export const drill = async (prepared: PreparedDrill, signal?: AbortSignal): Promise<DrillReport> => {
  const { options, probed, problems, head } = prepared
  const { drilled, undeniable } = prepared.drill
  const idle = { id: undefined, who: head.who, steps: [], targets: [], undeniable, notes: [] }
  if (drilled.length === 0) return { ...idle, problems }
  const now = (): number => options.now().getTime()
  const probes = options.probe === undefined ? undefined : await startProbes(options.probe, probed, now)
  try {
    const silent = probes === undefined ? [] : mute(probed, probes)
    if (silent.length > 0) return { ...idle, problems: [...problems, ...silent] }
    return await carryOut(prepared, probes, signal)
  } finally {
    await probes?.close()
  }
}

const tryDeletes = (drilled: DrillPlan['drilled'], stood: ReadonlyMap<string, Resource>): Step[] =>
  drilled.flatMap(({ ref, part }): Step[] => {
    const live = part === undefined ? stood.get(refKey(ref)) : undefined
    if (live === undefined) return []
    // A controller may write its status meanwhile.
    const { resourceVersion: _, ...metadata } = live.metadata
    return [{ do: 'delete', subject: refKey(ref), ref, seen: { ...live, metadata } }]
  })

const carryOut = async (
  prepared: PreparedDrill,
  probes: Probes | undefined,
  signal: AbortSignal | undefined,
): Promise<DrillReport> => {
  const { options, head, drill: planned, leftover, stood, probed } = prepared
  const { cluster } = options
  const now = (): number => options.now().getTime()
  const stopped = (): boolean => signal?.aborted === true
  const steps: DrillStep[] = []
  const problems: Problem[] = [...prepared.problems]
  const waiting = waitingOf(options.now, signal)
  const runners = killSwitchRunners(undefined, cluster, waiting)
  const timed = async (step: DrillStep['step'], act: () => Promise<readonly Problem[]>): Promise<boolean> => {
    const began = now()
    const found = await act()
    steps.push({ step, worked: found.length === 0, ms: now() - began })
    problems.push(...found)
    return found.length === 0
  }
  const stage = async (step: DrillStep['step'], own: readonly Step[], how = runners): Promise<boolean> =>
    own.length === 0 || timed(step, async () => (await run({ stages: [own] }, how, signal)).map(asProblem))

  for (const id of leftover) await timed('undo an earlier drill', () => undo(prepared, id))
  await stage('try to delete', tryDeletes(planned.drilled, stood), killSwitchTrials(cluster))

  const probe: { dark?: ReadonlyMap<string, ProbeVerdict>; back?: ReadonlyMap<string, ReturnVerdict> } = {}
  let seen: World = { folder: undefined, cluster: undefined }
  let deniedAt: number | undefined
  try {
    const recorded = !stopped() && (await stage('record', planned.record))
    if (recorded && !stopped()) {
      deniedAt = now()
      const denied = await stage('deny', planned.deny)
      if (denied && probes !== undefined)
        await timed('see it dark', async () => {
          probe.dark = await probes.after(signal)
          return notDark(probed, probe.dark)
        })
      if (denied && !stopped()) await stage('lock', planned.lock)
      seen = (await lookAgain(options)).seen
      // What was seen dark is in force, whatever the controller says.
      if (probes === undefined && !stopped())
        seen = (await untilTaken(cluster, seen, planned.drilled.map(drillOf), waiting)).seen
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    problems.push(asProblem(error))
  } finally {
    if (deniedAt === undefined) await undo(prepared, head.id)
    else await timed('undo', () => undo(prepared, head.id))
  }
  problems.push(...refusals(planned, seen))
  if (probes !== undefined && probe.dark !== undefined)
    await timed('see it back', async () => {
      probe.back = await probes.back()
      return notAnswering(probed, probe.back)
    })
  const { seen: after } = await lookAgain(options)
  const targets = drilledTargets(planned.drilled, { seen, after, deniedAt, ...probe })
  const told = await tellOthers(tellingOf(head, targets, stood), options, [], undefined)
  const silent = targets.some(
    ({ denialStatus, darkAfterMs }) => denialStatus?.is === 'pending' && darkAfterMs === undefined,
  )
  return {
    id: head.id,
    who: head.who,
    steps,
    targets,
    undeniable: planned.undeniable,
    problems,
    notes: [...(silent ? [NOBODY_SAID] : []), ...told.notes],
  }
}

const NOBODY_SAID =
  'no controller said that it took the denial: whether the gateway refuses calls then is shown by --probe URL'

/** Denials that the controller of the gateway does not take as they are. */
const refusals = ({ drilled }: DrillPlan, seen: World): Problem[] => {
  const statusOf = denialStatusOf(seen)
  return drilled.flatMap((target): Problem[] => {
    const status = statusOf(drillOf(target))
    return status?.is === 'refused'
      ? [
          {
            code: 'denial-refused',
            message: `${named(target)}: the gateway's controller does not take the denial as it is: ${status.reason}${status.message === undefined ? '' : ` (${status.message})`}`,
            hint: `\`kubectl get ${refLabel(target.ref)} -o yaml\` shows what is denied`,
          },
        ]
      : []
  })
}
