/**
 * The built `apply --prune`, killed at each of its requests and at each thing that it does to files: no file is left half
 * written, and the same again ends with folder and cluster in sync, without a conflict and with nothing done twice.
 */
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ControlPlane } from '../../controlplane/start.ts'
import { effectsIn, startWatched } from '../killed-process.ts'
import { inLanes, type Tally, withScenes } from '../lanes.ts'
import { SyncScene } from './scene.ts'
import { must } from './told.ts'

export interface KillPoint {
  readonly at: 'request' | 'file'
  readonly nth: number
  readonly when: 'before' | 'after' | 'in the middle'
}

const start = ({ copy, proxy }: SyncScene, { nth, when }: Pick<KillPoint, 'nth' | 'when'>) =>
  startWatched({
    root: copy.root,
    kubeconfig: proxy.kubeconfig,
    args: ['apply', '--prune', '--yes'],
    nth,
    when,
  })

export type Start = typeof start

/** Every point of one run that nobody kills. */
export const pointsOf = async (scene: SyncScene, start: Start): Promise<KillPoint[]> => {
  scene.proxy.rules()
  const [code] = (await once(start(scene, { nth: 0, when: 'before' }), 'exit')) as [number | null]
  if (code !== 0) throw new Error(`a run that nobody kills: exit ${code}`)
  const requests = scene.proxy.seen.length
  const every = <T, U>(items: readonly T[], each: (item: T, nth: number) => readonly U[]): U[] =>
    items.flatMap((item, i) => each(item, i + 1))
  return [
    ...every(Array.from({ length: requests }), (_, nth) =>
      (['before', 'after', 'in the middle'] as const).map((when) => ({ at: 'request' as const, nth, when })),
    ),
    ...every(effectsIn(scene.copy.root), (effect, nth) => [
      { at: 'file' as const, nth, when: 'before' as const },
      ...(effect.includes('*') ? [{ at: 'file' as const, nth, when: 'in the middle' as const }] : []),
      { at: 'file' as const, nth, when: 'after' as const },
    ]),
  ]
}

/** What the folder remembers, where it is not whole. */
const halfWritten = (root: string): string[] => {
  const folder = join(root, '.agentgw/local')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .filter((file) => {
      try {
        JSON.parse(readFileSync(join(folder, file), 'utf8'))
        return false
      } catch {
        return true
      }
    })
}

/** Requests that run side by side can be fewer than were counted: a point that is not reached is no failure. */
export const dieAt = async (scene: SyncScene, start: Start, { at, nth, when }: KillPoint): Promise<void> => {
  const child = start(scene, at === 'file' ? { nth, when } : { nth: 0, when })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const call = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  scene.proxy.rules(...(at === 'request' ? [{ nth, act: { do: 'call', when, call } } as const] : []))
  const [code, signal] = await ended
  const reached = at === 'file' || scene.proxy.seen.length >= nth
  if (signal !== 'SIGKILL' && (reached || code !== 0))
    throw new Error(`it was not killed, and ended with ${code}`)
  must('half written', halfWritten(scene.copy.root))
  await scene.quiet()
}

/** Throws what is wrong after dying at that point. */
const killAt = async (scene: SyncScene, point: KillPoint): Promise<void> => {
  await scene.begin()
  await dieAt(scene, start, point)
  await scene.finish([...scene.proxy.written])
}

/** At the points that `choose` takes. */
export const syncKillsInLanes = (
  plane: ControlPlane,
  lanes: number,
  choose: (point: KillPoint, index: number) => boolean,
): Promise<Tally> =>
  withScenes(
    () => SyncScene.open(plane),
    lanes,
    async (scenes, first) => {
      await first.begin()
      const points = (await pointsOf(first, start)).filter(choose)
      await first.finish([...first.proxy.written])
      const nameOf = ({ at, nth, when }: KillPoint): string => `apply killed ${when} ${at} ${nth}`
      const open = (): Promise<SyncScene> => SyncScene.open(plane)
      return { cases: points.length, failures: await inLanes(open, scenes, [...points], killAt, nameOf) }
    },
  )
