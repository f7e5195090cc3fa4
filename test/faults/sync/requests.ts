/**
 * One fault at one request of an apply with prune: what the report says is so, nothing is done twice or lost, and the
 * same again ends with folder and cluster in sync, and without a conflict.
 */
import { UserError } from '../../../src/errors.ts'
import type { Act, Seen } from '../../controlplane/fault-proxy.ts'
import type { ControlPlane } from '../../controlplane/start.ts'
import { ACTS as COMMON, IMPATIENT, rulesFor, type Span } from '../cases.ts'
import { inLanes, type Tally, withScenes } from '../lanes.ts'
import { twice } from './expected.ts'
import { SyncScene } from './scene.ts'
import { must } from './told.ts'

export const ACTS: Readonly<Record<string, Act>> = {
  ...COMMON,
  401: { do: 'reply', status: 401 },
  'slow reply': { do: 'delay', ms: 30_000, when: 'after' },
}

/** Those in which a request is not answered in time. */
const isSlow = (fault: string): boolean => fault.startsWith('hang') || fault.startsWith('slow')

export interface RequestCase {
  readonly nth: number
  readonly request: Seen
  readonly fault: string
  readonly span: Span
}

export const nameOf = ({ nth, request, fault, span }: RequestCase): string =>
  `request ${nth} (${request.method} ${request.path.replace(/\?.*/, '')}), ${fault}, ${span}`

/** Throws what is wrong. */
export const runRequestCase = async (
  scene: SyncScene,
  one: RequestCase,
  seen: readonly Seen[],
): Promise<'done' | 'told'> => {
  const before = await scene.begin()
  scene.proxy.rules(...rulesFor(ACTS[one.fault]!, one, seen))
  const outcome = await scene.apply(isSlow(one.fault) ? { timeout: IMPATIENT } : {})
  const written = [...scene.proxy.written]
  if ('error' in outcome && !(outcome.error instanceof UserError)) throw outcome.error
  must('not so', [...(await scene.untrue(outcome, before)), ...twice(written)])
  await scene.finish(written)
  return 'error' in outcome || outcome.applied.some(({ error }) => error !== undefined) ? 'told' : 'done'
}

export interface RequestTally extends Tally {
  /** After which all was done all the same. */
  readonly done: number
  readonly requests: number
}

/** The requests of an apply that nothing disturbs. */
const cleanRun = async (scene: SyncScene): Promise<Seen[]> => {
  await scene.begin()
  scene.proxy.rules()
  const outcome = await scene.apply()
  if ('error' in outcome) throw outcome.error
  const seen = [...scene.proxy.seen]
  must('undisturbed', twice(scene.proxy.written))
  await scene.finish([...scene.proxy.written])
  return seen
}

/** `choose` gets the requests of an undisturbed run, and gives the cases. */
export const requestsInLanes = (
  plane: ControlPlane,
  lanes: number,
  choose: (clean: readonly Seen[]) => readonly RequestCase[],
): Promise<RequestTally> =>
  withScenes(
    () => SyncScene.open(plane),
    lanes,
    async (scenes, first) => {
      const clean = await cleanRun(first)
      const cases = choose(clean)
      let done = 0
      const work = async (scene: SyncScene, one: RequestCase): Promise<void> => {
        const own = (seen: Seen): Seen => ({
          ...seen,
          path: seen.path.replaceAll(first.namespace, scene.namespace),
        })
        const mine = { ...one, request: own(one.request) }
        if ((await runRequestCase(scene, mine, clean.map(own))) === 'done') done++
      }
      const failures = await inLanes(() => SyncScene.open(plane), scenes, [...cases], work, nameOf)
      return { cases: cases.length, done, requests: clean.length, failures }
    },
  )
