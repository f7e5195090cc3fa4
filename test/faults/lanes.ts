/** Works through many cases on several scenes at once, and keeps what failed. */
import type { ControlPlane } from '../controlplane/start.ts'
import type { Seen } from '../controlplane/fault-proxy.ts'
import { type Case, caseName, cleanRuns, type Command, runCase } from './cases.ts'
import { type ClusterPoint, clusterPoints, killAt } from './killed-cluster.ts'
import { Scene } from './scene.ts'

/** Scenes are opened one after the other in namespaces of their own. */
let opened = 0
const opener = (plane: ControlPlane) => (): Promise<Scene> =>
  Scene.open({ plane, namespace: `lane-${opened++}` })

interface Closable {
  close(): Promise<void>
}

/** Works through what waits, and tells what failed. */
export const inLanes = async <S extends Closable, T>(
  open: () => Promise<S>,
  scenes: (S | undefined)[],
  waiting: T[],
  work: (scene: S, one: T) => Promise<void>,
  nameOf: (one: T) => string,
): Promise<string[]> => {
  const failures: string[] = []
  const lanes = [...scenes.keys()]
  await Promise.all(
    lanes.map(async (lane) => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const scene = (scenes[lane] ??= await open())
        try {
          await work(scene, one)
        } catch (error) {
          failures.push(`${nameOf(one)}: ${error instanceof Error ? error.message : String(error)}`)
          // Whatever it left behind must not fail the next, which begins in another namespace.
          scenes[lane] = undefined
          await scene.close()
        }
      }
    }),
  )
  return failures
}

/** The first is open, the others open when they are needed; all are closed in the end. */
export const withScenes = async <S extends Closable, T>(
  open: () => Promise<S>,
  lanes: number,
  act: (scenes: (S | undefined)[], first: S) => Promise<T>,
): Promise<T> => {
  const first = await open()
  const scenes: (S | undefined)[] = [first, ...Array.from({ length: lanes - 1 }, () => undefined)]
  try {
    return await act(scenes, first)
  } finally {
    for (const scene of scenes) await scene?.close()
  }
}

export interface Tally {
  readonly cases: number
  readonly failures: readonly string[]
}

export interface FaultTally extends Tally {
  /** After which the command had done all of it all the same. */
  readonly done: number
  readonly requests: Readonly<Record<Command, number>>
}

/** `choose` gets the requests of undisturbed runs, and gives the cases. */
export const faultsInLanes = (
  plane: ControlPlane,
  lanes: number,
  choose: (clean: Readonly<Record<Command, readonly Seen[]>>) => readonly Case[],
): Promise<FaultTally> =>
  withScenes(opener(plane), lanes, async (scenes, first) => {
    const clean = await cleanRuns(first)
    const cases = choose(clean)
    let done = 0
    const work = async (scene: Scene, one: Case): Promise<void> => {
      // What a request's path names of the first scene is this one's.
      const own = (seen: Seen): Seen => ({
        ...seen,
        path: seen.path.replaceAll(first.namespace, scene.namespace),
      })
      const mine = { ...one, request: own(one.request) }
      if ((await runCase(scene, mine, clean[one.command].map(own))) === 'done') done++
    }
    const failures = await inLanes(opener(plane), scenes, [...cases], work, caseName)
    const requests = { revoke: clean.revoke.length, restore: clean.restore.length }
    return { cases: cases.length, done, requests, failures }
  })

/** Kills the built program at the points that `choose` takes. */
export const killsInLanes = (
  plane: ControlPlane,
  lanes: number,
  choose: (point: ClusterPoint, index: number) => boolean,
): Promise<Tally> =>
  withScenes(opener(plane), lanes, async (scenes, first) => {
    const points = (await clusterPoints(first)).filter(choose)
    const nameOf = ({ command, nth, when, at }: ClusterPoint): string =>
      `${command}, killed ${when} ${at} ${nth}`
    return {
      cases: points.length,
      failures: await inLanes(opener(plane), scenes, [...points], killAt, nameOf),
    }
  })
