/** What the cluster does not serve, or the user may not see, holds up nothing else. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Resource } from '../../src/model/resource.ts'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { must } from './lock-cluster.ts'
import { backend, OwnFolder } from './own-folder.ts'
import { watchIn } from './watching.ts'

let plane: ControlPlane
let here: OwnFolder
let user: string

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
  await must(plane, ['create', 'namespace', 'agentgw-system'])
}, 240_000)
afterAll(() => plane.stop())

beforeEach(async () => {
  here = await OwnFolder.open(plane)
  here.write('a.yaml', backend('a', 'npx'))
  user = `user-of-${here.namespace}`
})
afterEach(() => here.close())

const run = (kubeconfig: string, ...args: string[]): Promise<ExecResult> =>
  runCli(args, { cwd: here.root, env: { KUBECONFIG: kubeconfig } })
const agentgw = (...args: string[]): Promise<ExecResult> => run(plane.kubeconfig, ...args)

/** May do all with MCPBackends, and read what is revoked; `more`: as in `list,get configmaps`. */
const userWith = async (...more: string[]): Promise<string> => {
  const give = async (name: string, namespace: string, rights: readonly string[]): Promise<void> => {
    const [verbs = '', resources = ''] = rights
    await must(plane, ['create', 'role', name, '-n', namespace, `--verb=${verbs}`, `--resource=${resources}`])
    await must(plane, ['create', 'rolebinding', name, '-n', namespace, `--role=${name}`, `--user=${user}`])
  }
  await give(user, 'agentgw-system', ['list', 'secrets'])
  const all = 'list,get,create,patch,delete,watch mcpbackends.agentgateway.dev'
  for (const [i, rights] of [all, ...more].entries())
    await give(`${user}-${i}`, here.namespace, rights.split(' '))
  return plane.user(user)
}

interface Report {
  readonly summary: Readonly<Record<string, number>>
  readonly resources: readonly {
    readonly resource: { readonly kind: string }
    readonly state: string
    readonly outcome?: string
    readonly error?: { readonly code: string }
  }[]
}

const told = async (
  schema: string,
  result: Promise<ExecResult>,
): Promise<{ code: number; of: Record<string, (string | undefined)[]> }> => {
  const { code, stdout } = await result
  conforms(schema, stdout)
  const { resources } = JSON.parse(stdout) as Report
  return {
    code,
    of: Object.fromEntries(
      resources.map(({ resource, state, outcome, error }) => [
        resource.kind,
        [state, ...(outcome === undefined ? [] : [outcome]), error?.code],
      ]),
    ),
  }
}

describe('a kind that the cluster does not serve', () => {
  let crd: Resource
  let object: Resource

  beforeEach(() => {
    const group = `${here.namespace}.example.com`
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Gadget', plural: 'gadgets' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    }
    object = { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'g' } }
    here.write('g.yaml', stringify([object]))
  })

  it('is told by diff and status, with the rest', async () => {
    const { code, stdout, stderr } = await agentgw('diff')
    expect(code).toBe(3)
    expect(stdout).toContain('+++ folder mcpbackend/a ')
    expect(stderr).toMatch(
      /^error: gadget\/g: the cluster at .* does not serve Gadget .* \[kind-not-served\]$/m,
    )
    const of = { Gadget: ['OnlyInFolder', 'kind-not-served'], MCPBackend: ['OnlyInFolder', undefined] }
    expect(await told('diff', agentgw('diff', '-o', 'json'))).toEqual({ code: 3, of })
    expect(await told('status', agentgw('status', '-o', 'json'))).toEqual({ code: 3, of })
    expect((await agentgw('status')).stdout).toMatch(/^OnlyInFolder +gadget\/g .* does not serve Gadget/m)
  })

  it('fails in an apply, and the rest is applied; nothing is pruned meanwhile', async () => {
    here.write('b.yaml', backend('b', 'npx'))
    here.write('g.yaml', '')
    expect((await agentgw('apply')).code).toBe(0)
    here.write('b.yaml', '')
    here.write('g.yaml', stringify([object]))
    here.write('a.yaml', backend('a', 'uvx'))
    expect(await told('apply', agentgw('apply', '--dry-run', '-o', 'json'))).toEqual({
      code: 3,
      of: {
        MCPBackend: ['Drifted', 'configured', undefined],
        Gadget: ['OnlyInFolder', 'failed', 'kind-not-served'],
      },
    })
    const { code, stdout } = await agentgw('apply', '--prune', '--yes')
    expect({ code, lines: stdout.split('\n').filter(Boolean).sort() }).toEqual({
      code: 3,
      lines: ['gadget/g failed', 'mcpbackend/a configured', 'mcpbackend/b skipped'],
    })
    expect(await here.live('a')).toBe('uvx')
  })

  it('may come from the same folder', async () => {
    here.write('crd.yaml', stringify([crd]))
    const { stdout } = await agentgw('apply')
    expect(stdout).toContain(`customresourcedefinition/${crd.metadata.name} created`)
    await expect.poll(async () => (await agentgw('apply')).code, { timeout: 30_000 }).toBe(0)
    expect(await here.in('get', `gadgets.${here.namespace}.example.com`, '-o', 'name')).toMatch(/\/g$/)
  })

  it('does not keep watch from its work, and is applied once it is served', async () => {
    const watching = await watchIn(here)
    expect(watching.events).toEqual(expect.arrayContaining(['created a', 'failed g']))
    expect((await watching.until('failed g')).error?.code).toBe('kind-not-served')
    await must(plane, ['apply', '-f', '-'], JSON.stringify(crd))
    await watching.until('created g')
    expect(watching.events.filter((event) => event === 'failed g')).toHaveLength(1)
  })
})

describe('what the user may not read', () => {
  const config = (value: string): void => {
    const data = { a: value }
    here.write('c.yaml', stringify([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data }]))
  }

  beforeEach(async () => {
    config('one')
    expect((await agentgw('apply')).code).toBe(0)
  })

  it('is of unknown state, and is not applied; the rest is', async () => {
    const kubeconfig = await userWith()
    here.write('a.yaml', backend('a', 'uvx'))
    config('two')
    const { code, stdout, stderr } = await run(kubeconfig, 'diff')
    expect(code).toBe(3)
    expect(stdout).toContain('cmd: uvx')
    expect(stdout).not.toContain('configmap')
    expect(stderr).toMatch(/^error: configmap\/c: .*cannot list resource "configmaps".* \[forbidden\]$/m)
    expect(stderr).toContain('1 drifted, 1 not compared\n')
    const of = { MCPBackend: ['Drifted', undefined], ConfigMap: ['Unknown', 'forbidden'] }
    expect(await told('status', run(kubeconfig, 'status', '-o', 'json'))).toEqual({ code: 3, of })
    expect(await told('apply', run(kubeconfig, 'apply', '-o', 'json'))).toEqual({
      code: 3,
      of: { MCPBackend: ['InSync', 'configured', undefined], ConfigMap: ['Unknown', 'failed', 'forbidden'] },
    })
    expect(await here.in('get', 'configmap', 'c', '-o', 'jsonpath={.data.a}')).toBe('one')
  })

  it('may be got, where it may not be listed', async () => {
    const kubeconfig = await userWith('get namespaces', 'get,patch configmaps')
    const itself = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: here.namespace } }
    here.write('n.yaml', stringify([itself]))
    expect((await agentgw('apply')).code).toBe(0)
    expect(await run(kubeconfig, 'diff')).toMatchObject({ code: 0, stderr: '3 in sync\n' })
    config('two')
    const { code, stdout } = await run(kubeconfig, 'diff')
    expect(code).toBe(1)
    expect(stdout).toContain('-  a: one\n+  a: two')
  })

  it('and may not be asked about, where it can only be read', async () => {
    const kubeconfig = await userWith('list configmaps')
    expect(await run(kubeconfig, 'diff')).toMatchObject({ code: 0, stderr: '2 in sync\n' })
    config('two')
    const { code, stderr } = await run(kubeconfig, 'diff')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error: configmap\/c: .*cannot patch resource "configmaps".* \[forbidden\]$/m)
    expect(await told('apply', run(kubeconfig, 'apply', '-o', 'json'))).toMatchObject({
      code: 3,
      of: { ConfigMap: ['Drifted', 'failed', 'forbidden'] },
    })
  })

  it('is pulled, where it can only be read', async () => {
    const kubeconfig = await userWith('list configmaps')
    await here.in('patch', 'configmap', 'c', '--type=merge', '-p', '{"data":{"a":"theirs"}}')
    const { stdout, stderr } = await run(kubeconfig, 'pull', 'configmap/c')
    expect(stdout, stderr).toContain('configmap/c updated manifests/c.yaml')
    expect(readFileSync(here.path('c.yaml'), 'utf8')).toContain('a: theirs')
  })

  it('is missed by prune where the folder has it, or had it', async () => {
    const kubeconfig = await userWith('get,patch configmaps')
    const missed = /^it is not known what is left over of .*ConfigMap.*: you may not list them$/m
    const held = await run(kubeconfig, 'apply', '--prune')
    expect(held.code, held.stderr).toBe(3)
    expect(held.stderr).toMatch(missed)
    here.write('c.yaml', '')
    for (const args of [['apply', '--prune', '--yes'], ['diff', '--prune'], ['status']])
      expect((await run(kubeconfig, ...args)).code).toBe(3)
    // A copy of the folder that never had one.
    rmSync(join(here.root, '.agentgw'), { recursive: true })
    const { code, stderr } = await run(kubeconfig, 'apply', '--prune')
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(missed)
  })
})
