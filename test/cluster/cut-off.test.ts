/** An `apply` that loses its reader, or is interrupted: what it did, and what it says that it did. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { LiveRun } from '../cli/run-live.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let here: OwnFolder

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane.stop())

beforeEach(async () => {
  here = await OwnFolder.open(plane)
  return () => here.close()
})

const writeMany = (many: number): string[] => {
  const names = Array.from({ length: many }, (_, i) => `c-${i}`)
  const text = names.map((name) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`)
  here.write('a.yaml', text.join(''))
  return names
}

const start = (...args: string[]): LiveRun => here.start(['apply', ...args])

const standing = (): Promise<string[]> => here.standing({ apiVersion: 'v1', kind: 'ConfigMap' })

it('ends what it began when its reader leaves', async () => {
  const names = writeMany(60)
  const run = start()
  await run.until('stdout', '\n')
  run.child.stdout!.destroy()
  expect(await run.ended).toBe(0)
  expect(await standing()).toEqual(names.sort())
  expect(run.printed.stderr).toBe('60 created\n')
})

it('says of every object what became of it when it is interrupted', async () => {
  const names = writeMany(400)
  const run = start()
  await run.until('stdout', '\n')
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(130)
  const told = new Map(
    run.printed.stdout
      .trim()
      .split('\n')
      .map((line) => /^configmap\/(\S+) (\w+)$/.exec(line)!.slice(1) as [string, string]),
  )
  expect([...told.keys()].sort()).toEqual(names.sort())
  const withOutcome = (wanted: string): string[] => names.filter((name) => told.get(name) === wanted)
  const [created, skipped] = [withOutcome('created'), withOutcome('skipped')]
  expect(skipped).not.toEqual([])
  expect(created.length + skipped.length).toBe(names.length)
  expect(await standing()).toEqual(created.sort())
  expect(run.printed.stderr).toMatch(/^interrupted: /)
  expect(run.printed.stderr).toContain(`${created.length} created, ${skipped.length} skipped\n`)
  // The next one does the rest.
  const rest = start()
  expect(await rest.ended).toBe(0)
  expect(rest.printed.stderr).toBe(`${skipped.length} created, ${created.length} unchanged\n`)
})
