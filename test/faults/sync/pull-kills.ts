/**
 * The built `pull --prune`, killed at each of its requests and at each thing that it does to files: no document is half
 * written, and the same again ends with the folder as the cluster is, which stays as it was.
 */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '../../../src/manifest/parse.ts'
import type { ControlPlane } from '../../controlplane/start.ts'
import { startWatched } from '../killed-process.ts'
import { inLanes, type Tally, withScenes } from '../lanes.ts'
import { dieAt, type KillPoint, pointsOf } from './kills.ts'
import { SyncScene } from './scene.ts'
import { must } from './told.ts'

const start = ({ copy, proxy }: SyncScene, { nth, when }: Pick<KillPoint, 'nth' | 'when'>) =>
  startWatched({
    root: copy.root,
    kubeconfig: proxy.kubeconfig,
    args: ['pull', '--prune', '--yes'],
    nth,
    when,
  })

/** The manifests that are no whole documents. */
const brokenFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file))
    .filter((file) => {
      const { documents, findings } = parse(file, readFileSync(join(folder, file), 'utf8'))
      return (
        findings.some(({ severity }) => severity === 'error') ||
        documents.some(({ value }) => typeof (value as { kind?: unknown } | null)?.kind !== 'string')
      )
    })

const killAt = async (scene: SyncScene, point: KillPoint): Promise<void> => {
  const before = await scene.beginPull()
  await dieAt(scene, start, point)
  must('half written', brokenFiles(scene.copy.manifests))
  const [code] = (await once(start(scene, { nth: 0, when: 'before' }), 'exit')) as [number | null]
  if (code !== 0) throw new Error(`pulled again: exit ${code}`)
  await scene.pulled(before)
}

/** At the points that `choose` takes. */
export const pullKillsInLanes = (
  plane: ControlPlane,
  lanes: number,
  choose: (point: KillPoint, index: number) => boolean,
): Promise<Tally> => {
  const open = (): Promise<SyncScene> => SyncScene.open(plane)
  return withScenes(open, lanes, async (scenes, first) => {
    const before = await first.beginPull()
    const points = (await pointsOf(first, start)).filter(choose)
    await first.pulled(before)
    const nameOf = ({ at, nth, when }: KillPoint): string => `pull killed ${when} ${at} ${nth}`
    return { cases: points.length, failures: await inLanes(open, scenes, [...points], killAt, nameOf) }
  })
}
