/**
 * Two revokes and a restore at once, as processes: of one folder, which they take in turns, or of two folders that hold the
 * same objects of one cluster. Whatever the order, nothing is lost, and what is done next finds a state that it can finish.
 */
import type { ControlPlane } from '../controlplane/start.ts'
import { exec, type ExecResult } from '../setup/exec.ts'
import { BIN, cleanEnv } from '../cli/environment.ts'
import { Scene, WORD } from './scene.ts'
import { recordTruth, restoreTruth, revokeTruth } from './truth.ts'

const run = (scene: Scene, command: string): Promise<ExecResult> =>
  exec(process.execPath, [BIN, command, WORD, '--yes'], {
    cwd: scene.root,
    env: { ...cleanEnv(), KUBECONFIG: scene.proxy.kubeconfig },
  })

const must = (what: string, violations: readonly string[]): void => {
  if (violations.length > 0) throw new Error(`${what}: ${violations.join('; ')}`)
}

/** Done, or told; a fault of the program is neither. */
const bad = ({ code, stderr }: ExecResult): string[] =>
  (code === 0 || code === 3) && !stderr.includes('[internal]') ? [] : [`exit ${code}: ${stderr}`]

export const race = async (scenes: readonly [Scene, Scene], order: readonly number[]): Promise<void> => {
  const runs = [
    () => run(scenes[0], 'revoke'),
    () => run(scenes[1], 'revoke'),
    () => run(scenes[order[0]! % 2]!, 'restore'),
  ]
  must('raced', (await Promise.all(order.map((i) => runs[i]!()))).flatMap(bad))
  for (const scene of scenes) must('lost', scene.lost(await scene.look()))
  for (const scene of scenes) {
    const report = await scene.revoke()
    const state = await scene.look()
    must('revoke', [
      ...report.problems.map(({ message }) => message),
      ...revokeTruth(scene, report, state),
      ...recordTruth(state),
    ])
  }
  for (const scene of scenes) {
    const report = await scene.restore()
    must(
      'restore',
      report.problems.map(({ message }) => message),
    )
    const state = await scene.look()
    must('restored', [
      ...scene.differences(state),
      ...restoreTruth(scene, { ...report, problems: [] }, state),
    ])
  }
  for (const scene of scenes) await scene.forget()
}

const ORDERS = [
  [0, 1, 2],
  [2, 0, 1],
  [0, 2, 1],
  [1, 2, 0],
]

export interface RaceTally {
  readonly rounds: number
  readonly failures: readonly string[]
}

export const races = async (plane: ControlPlane, rounds: number, folders: 1 | 2): Promise<RaceTally> => {
  const failures: string[] = []
  let pair: [Scene, Scene] | undefined
  try {
    for (let round = 0; round < rounds; round++) {
      if (pair === undefined) {
        const scene = await Scene.open({ plane, namespace: `race-${folders}-${round}` })
        pair = [scene, folders === 1 ? scene : scene.beside()]
      }
      const order = ORDERS[round % ORDERS.length]!
      try {
        await race(pair, order)
      } catch (error) {
        failures.push(
          `round ${round}, ${folders} folders, order ${order.join()}: ${(error as Error).message}`,
        )
        for (const scene of pair) await scene.close()
        pair = undefined
      }
    }
    return { rounds, failures }
  } finally {
    for (const scene of pair ?? []) await scene.close()
  }
}
