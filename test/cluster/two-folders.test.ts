/** Two folders that hold one object: the second does not take it from the first unless it is told to. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ROOT } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { backend, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let folders: Readonly<Record<'one' | 'two', OwnFolder>>

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
})
afterAll(() => plane.stop())

beforeEach(async () => {
  const one = await OwnFolder.open(plane, { name: 'one' })
  const two = await OwnFolder.open(plane, { name: 'two', namespace: one.namespace })
  folders = { one, two }
  return () => Promise.all([one.close(), two.close()])
})

type Which = keyof typeof folders
const run = (which: Which, ...args: string[]): Promise<ExecResult> => folders[which].run(...args)

/** `kind`: one that has a CRD, which we compare, and one that the API server does. */
const write = (which: Which, kind: string, names: readonly string[]): void => {
  const object = (name: string): string =>
    kind === 'mcpbackend'
      ? backend(name)
      : `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: b}\n`
  folders[which].write('a.yaml', names.map(object).join(''))
}

const owner = (kind: string, name: string): Promise<string> =>
  folders.one.in('get', kind, name, '-o', 'jsonpath={.metadata.labels.agentgw\\.dev/folder}')

it.each(['mcpbackend', 'configmap'])('%s: a conflict, which holds up nothing else', async (kind) => {
  write('one', kind, ['shared'])
  expect((await run('one', 'apply')).code).toBe(0)
  write('two', kind, ['shared', 'own'])

  const diff = await run('two', 'diff')
  expect(diff.code).toBe(3)
  expect(diff.stderr).toMatch(/^error: .*shared.*"one".*"two" \[owned-by-other-folder\]\nhint: /)

  for (const mode of ['client', 'server', 'none']) {
    const applied = await run('two', 'apply', `--dry-run=${mode}`)
    const suffix = mode === 'none' ? '' : ' (dry run)'
    expect(applied.code).toBe(3)
    expect(applied.stdout.split('\n').sort()).toEqual([
      '',
      `${kind}/own created${suffix}`,
      `${kind}/shared failed${suffix}`,
    ])
    expect(applied.stderr).toMatch(/\[owned-by-other-folder\]\nhint: .*--force-conflicts/)
  }
  expect(await owner(kind, 'shared')).toBe('one')
  expect(await owner(kind, 'own')).toBe('two')
  expect((await run('one', 'diff')).code).toBe(0)

  const taken = await run('two', 'apply', '--force-conflicts', '-o', 'json')
  expect(taken.code, taken.stderr).toBe(0)
  expect(JSON.parse(taken.stdout)).toMatchObject({ summary: { configured: 1, unchanged: 1, failed: 0 } })
  expect(taken.stdout).not.toContain('owned-by-other-folder')
  expect(await owner(kind, 'shared')).toBe('two')
  expect((await run('one', 'apply')).code).toBe(3)
})

it('who takes over a built-in object notes of it what who made it has noted', async () => {
  const deployment =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}}}\n'
  const noted = async (which: Which): Promise<string> => {
    folders[which].write('a.yaml', deployment)
    expect((await run(which, 'apply', '--force-conflicts')).code).toBe(0)
    expect(await owner('deployment', 'web')).toBe(which)
    return folders.one.in(
      'get',
      'deployment',
      'web',
      '-o',
      'jsonpath={.metadata.annotations.agentgw\\.dev/applied}',
    )
  }
  const made = await noted('one')
  expect(made).not.toBe('')
  await noted('two')
  expect(await noted('one')).toBe(made)
})

it('add-mcp --apply takes nothing from another folder, and writes no file then', async () => {
  expect((await run('one', 'add-mcp', 'time', '--apply')).code).toBe(0)
  const added = await run('two', 'add-mcp', 'time', '--apply')
  expect(added).toMatchObject({ code: 3, stdout: '' })
  expect(added.stderr).toMatch(/^error: .*"one".*\[owned-by-other-folder\]\nhint: /)
  expect(existsSync(folders.two.path('time.yaml'))).toBe(false)
  expect(await owner('mcpbackend', 'time')).toBe('one')
  expect(await owner('airoute', 'time')).toBe('one')
})
