/** `status`: every object of a folder and a cluster in exactly one state, with the reason. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { must, startLockable } from './lock-cluster.ts'
import { backend, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let here: OwnFolder

beforeAll(async () => {
  plane = await startLockable()
})
afterAll(() => plane.stop())
beforeEach(async () => {
  here = await OwnFolder.open(plane)
  return () => here.close()
})

const agentgw = (...args: readonly string[]): Promise<ExecResult> => here.run(...args)
const hold = (...names: readonly string[]): void => {
  for (const name of names) here.write(`${name}.yaml`, backend(name))
}
const done = async (...args: readonly string[]): Promise<void> => {
  const { code, stderr } = await agentgw(...args)
  expect(code, `${args.join(' ')}: ${stderr}`).toBe(0)
}

interface Told {
  readonly resource: { readonly name: string }
  readonly state: string
  readonly [field: string]: unknown
}
interface Report {
  readonly summary: Readonly<Record<string, number>>
  readonly resources: readonly Told[]
}

const report = async (exit: number, ...args: readonly string[]): Promise<Report> => {
  const { code, stdout, stderr } = await agentgw('status', '-o', 'json', ...args)
  expect(code, stderr).toBe(exit)
  return conforms('status', stdout) as Report
}
const states = ({ resources }: Report): Record<string, string> =>
  Object.fromEntries(resources.map(({ resource, state }) => [resource.name, state]))

it('the namespace that an apply makes is no object of the folder', async () => {
  await here.close()
  here = await OwnFolder.open(plane, { namespace: 'made-by-apply' })
  hold('one')
  await done('apply')
  expect(states(await report(0))).toEqual({ one: 'InSync' })
})

it('each state once, with its reason, and exit codes', async () => {
  hold('same', 'drifted', 'deleted', 'left', 'dark', 'broken')
  await done('apply')
  expect(states(await report(0))).toEqual(
    Object.fromEntries(
      ['broken', 'dark', 'deleted', 'drifted', 'left', 'same'].map((name) => [name, 'InSync']),
    ),
  )

  await done('revoke', 'mcpbackend/dark', '-n', here.namespace, '--reason', 'reads too much')
  const patch = '{"spec":{"mcp":{"stdio":{"cmd":"uvx"}}}}'
  const edit = ['patch', 'mcpbackend', 'drifted', '-n', here.namespace, '--type=merge', '-p', patch]
  await must(plane, [...edit, '--field-manager=kubectl-edit'])
  await must(plane, ['delete', 'mcpbackend', 'deleted', '-n', here.namespace])
  rmSync(here.path('left.yaml'))
  hold('new')
  const differs = await report(1)
  const of = (name: string): Told | undefined =>
    differs.resources.find(({ resource }) => resource.name === name)
  expect(differs.summary).toEqual({
    inSync: 2,
    drifted: 1,
    onlyInFolder: 2,
    onlyInCluster: 1,
    revoked: 1,
    invalid: 0,
    unknown: 0,
    notAccepted: 0,
  })
  expect(of('same')).toMatchObject({
    state: 'InSync',
    acceptance: { accepted: 'Unknown', reason: 'no controller' },
    owner: { folder: here.name, others: [] },
    lastWrite: { manager: 'kubectl-agentgw' },
  })
  expect(of('drifted')).toMatchObject({
    state: 'Drifted',
    reason: '1 field: 1 changed in the cluster by kubectl-edit',
    changes: [{ path: 'spec.mcp.stdio.cmd', by: 'cluster', from: 'uvx', to: 'npx' }],
    lastWrite: { manager: 'kubectl-edit' },
  })
  expect(of('deleted')).toMatchObject({ state: 'OnlyInFolder', reason: 'somebody deleted it in the cluster' })
  expect(of('new')).toMatchObject({ state: 'OnlyInFolder', reason: 'it was never applied' })
  expect(of('left')).toMatchObject({ state: 'OnlyInCluster' })
  expect(of('dark')).toMatchObject({ state: 'Revoked', revoked: { reason: 'reads too much' } })
  expect(of('dark')).not.toHaveProperty('created')

  here.write('broken.yaml', backend('broken', 'npx').replace('cmd', 'command'))
  const invalid = await report(3)
  expect(invalid.resources.find(({ resource }) => resource.name === 'broken')).toMatchObject({
    state: 'Invalid',
  })

  const { code, stdout, stderr } = await agentgw('status')
  expect(code).toBe(3)
  const line = (name: string): string => stdout.split('\n').find((one) => one.includes(`/${name} `)) ?? ''
  expect(line('dark')).toMatch(
    /^Revoked +mcpbackend\/dark -n \S+ +- +- +- +revoked by \S+, .*: reads too much$/,
  )
  expect(line('broken')).toMatch(/^Invalid .*\[unknown-field\]/)
  expect(line('same')).toMatch(/^InSync +mcpbackend\/same -n \S+ +Unknown \(no controller\) +\S+ +lab-\d+$/)
  expect(stderr).toContain(
    '1 drifted, 2 only in the folder, 1 only in the cluster, 1 invalid, 1 revoked, 1 in sync\n',
  )
})

it('what the controller refuses is told, and is no difference', async () => {
  hold('refused')
  await done('apply')
  const condition = {
    type: 'Accepted',
    status: 'False',
    reason: 'Invalid',
    message: 'the image can not be pulled',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 1,
  }
  const patch = JSON.stringify({ status: { conditions: [condition] } })
  await must(plane, [
    'patch',
    'mcpbackend',
    'refused',
    '-n',
    here.namespace,
    '--subresource=status',
    '--type=merge',
    '-p',
    patch,
  ])
  const { summary, resources } = await report(0)
  expect(summary).toMatchObject({ inSync: 1, notAccepted: 1 })
  expect(resources[0]).toMatchObject({ acceptance: { accepted: 'False', reason: 'Invalid' } })
  const { stdout, stderr } = await agentgw('status')
  expect(stdout).toMatch(/False \(Invalid\) .* the image can not be pulled$/m)
  expect(stderr).toMatch(/^1 not accepted$/m)
})

it('--all: what belongs to others, apart from the folder’s own', async () => {
  hold('mine')
  await done('apply')
  await must(plane, ['apply', '-n', here.namespace, '-f', '-'], backend('nobodys', 'npx'))
  const flux = backend('fluxs', 'npx').replace(
    '{name: fluxs}',
    '{name: fluxs, labels: {agentgw.dev/folder: other, kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system}}',
  )
  await must(plane, ['apply', '-n', here.namespace, '-f', '-'], flux)
  expect(states(await report(0))).toEqual({ mine: 'InSync' })
  const all = await report(0, '--all')
  expect(states(all)).toEqual({ mine: 'InSync', nobodys: 'OnlyInCluster', fluxs: 'OnlyInCluster' })
  const of = (name: string): Told | undefined => all.resources.find(({ resource }) => resource.name === name)
  expect(of('nobodys')).toMatchObject({ kept: 'it belongs to no folder', owner: { others: [] } })
  expect(of('fluxs')).toMatchObject({
    kept: 'it belongs to the folder "other"',
    owner: { folder: 'other', others: [{ tool: 'Flux', name: 'apps', namespace: 'flux-system' }] },
  })
})

it('a part that is revoked is told of the whole', async () => {
  hold('files')
  await done('apply')
  await done('revoke', 'mcpbackend/files', '-n', here.namespace, '--tool', 'write_*')
  const { resources } = await report(0)
  expect(resources[0]).toMatchObject({ state: 'InSync', revokedParts: [{ part: { tool: 'write_*' } }] })
  await done('restore', 'mcpbackend/files', '-n', here.namespace)
})

it('a part of a folder, or one without a name, says what it can not know', async () => {
  hold('one')
  await done('apply')
  mkdirSync(join(here.root, 'other'))
  writeFileSync(join(here.root, 'other/two.yaml'), backend('two', 'npx'))
  const part = await agentgw('status', '-d', 'other')
  expect(part.code).toBe(1)
  expect(part.stderr).toMatch(/^note: what this folder has left behind is not known: /m)
  expect(part.stdout).not.toContain('mcpbackend/one')
})

it('who may not list kinds that the folder never had hears of it, and of nothing worse', async () => {
  hold('mine')
  await done('apply')
  const user = `vera-${here.name}`
  const role = ['--verb=get,list,patch', '--resource=mcpbackends.agentgateway.dev']
  await must(plane, ['create', 'role', user, '-n', here.namespace, ...role])
  await must(plane, ['create', 'rolebinding', user, '-n', here.namespace, `--role=${user}`, `--user=${user}`])
  const run = (...args: string[]): Promise<ExecResult> =>
    runCli(['status', ...args], { cwd: here.root, env: { KUBECONFIG: plane.user(user) } })
  // Where what is revoked can not be known, nothing is said of anything.
  expect(await run()).toMatchObject({ code: 3, stdout: '' })
  const records = ['-n', 'agentgw-system', '--verb=list', '--resource=secrets']
  await must(plane, ['create', 'role', user, ...records])
  const binding = [user, '-n', 'agentgw-system', `--role=${user}`, `--user=${user}`]
  await must(plane, ['create', 'rolebinding', ...binding])
  const { code, stdout, stderr } = await run()
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^InSync +mcpbackend\/mine /m)
  expect(stderr).toMatch(/^it is not known what is left over of .*Gateway.*: you may not list them$/m)
  expect((await run('--all')).code).toBe(3)
})

it('where there is no cluster', async () => {
  const { code, stdout, stderr } = await runCli(['status'], { cwd: here.root })
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toContain('[no-kubeconfig]')
})
