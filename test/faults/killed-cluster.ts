/** The built program with a cluster, killed at each of its requests, and at each thing that it does to files. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { aftermath, begin, type Command, COMMANDS } from './cases.ts'
import type { Point } from './killed.ts'
import { effectsIn, startWatched } from './killed-process.ts'
import { type Scene, WORD } from './scene.ts'

/** At a request, or at an effect on files. */
export interface ClusterPoint extends Point {
  readonly at: 'request' | 'file'
}

const start = (scene: Scene, command: Command, kill: { nth: number; when: string }): ChildProcess =>
  startWatched({
    root: scene.root,
    kubeconfig: scene.proxy.kubeconfig,
    args: [command, WORD, '--yes'],
    ...kill,
  })

/** Every point of one command on this scene, on which all stands; leaves it so. */
export const clusterPoints = async (scene: Scene): Promise<ClusterPoint[]> => {
  const points: ClusterPoint[] = []
  for (const command of COMMANDS) {
    await begin(scene, command)
    scene.proxy.rules()
    const child = start(scene, command, { nth: 0, when: 'before' })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`${command} that nobody kills: exit ${code}`)
    for (let nth = 1; nth <= scene.proxy.seen.length; nth++)
      for (const when of ['before', 'after', 'in the middle'] as const)
        points.push({ command, nth, when, at: 'request' })
    const effects = effectsIn(scene.root)
    for (let nth = 1; nth <= effects.length; nth++) points.push({ command, nth, when: 'before', at: 'file' })
    await aftermath(scene, command, await scene.look(), true)
  }
  return points
}

/**
 * Throws what is wrong after dying at that point. Requests that run side by side can be fewer than in the run in which they
 * were counted: a point that is not reached is no failure.
 */
export const killAt = async (scene: Scene, { command, nth, when, at }: ClusterPoint): Promise<void> => {
  await begin(scene, command)
  const child = start(scene, command, at === 'file' ? { nth, when } : { nth: 0, when })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  scene.proxy.rules(...(at === 'request' ? [{ nth, act: { do: 'call', when, call: kill } } as const] : []))
  const [code, signal] = await ended
  const reached = at === 'file' || scene.proxy.seen.length >= nth
  scene.proxy.rules()
  if (signal !== 'SIGKILL' && (reached || code !== 0))
    throw new Error(`it was not killed, and ended with ${code}`)
  await aftermath(scene, command, await scene.look(), nth % 3 !== 0)
}
