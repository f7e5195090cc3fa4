/** `apply` and `diff` with the built binary, on a real API server and a real folder. */
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { deployment, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let here: OwnFolder

beforeAll(async () => {
  const crds = [join(ROOT, 'schemas/crds')]
  plane = await startControlPlane({ crds })
})
afterAll(() => plane.stop())

beforeEach(async () => {
  here = await OwnFolder.open(plane, { name: 'lab' })
  return () => here.close()
})

const write = (name: string, text: string): void => {
  here.write(name, text)
}

const backend = (name: string, { args = '[a]', policies = '{}', labels = '' } = {}): string => `---
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: ${name}${labels}}
spec:
  mcp:
    stdio: {cmd: server, args: ${args}, env: [{name: A, value: a}, {name: B, value: b}]}
    policies: ${policies}
`

const route = (name: string): string => `---
apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: ${name}}
spec:
  parentRefs: [{name: agentgateway, namespace: agentgateway-system}]
  rules:
  - backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: ${name}}]
`

const run = (args: readonly string[], kubeconfig = plane.kubeconfig): Promise<ExecResult> =>
  runCli(args, { cwd: here.root, env: { KUBECONFIG: kubeconfig } })

const lines = ({ stdout }: ExecResult): string[] => stdout.split('\n').filter(Boolean).sort()

const live = async (kind: string, name: string): Promise<Record<string, unknown>> => {
  const { stdout } = await plane.kubectl([
    'get',
    kind,
    name,
    '-n',
    here.namespace,
    '-o',
    'json',
    '--show-managed-fields',
  ])
  return JSON.parse(stdout) as Record<string, unknown>
}

const patch = (kind: string, name: string, value: object): Promise<ExecResult> =>
  plane.kubectl(['patch', kind, name, '-n', here.namespace, '--type=merge', '-p', JSON.stringify(value)])

/** The JSON of a command, held to its schema. */
const json = async (args: readonly string[], code: number): Promise<Record<string, unknown>> => {
  const result = await run([...args, '-o', 'json'])
  expect(result.code, result.stderr).toBe(code)
  return conforms(args[0]!, result.stdout) as Record<string, unknown>
}

describe('a folder and a cluster', () => {
  it('differ, are brought together, and then differ in nothing', async () => {
    write('a.yaml', backend('files') + route('files'))
    const before = await run(['diff'])
    expect(before.code).toBe(1)
    expect(before.stdout).toContain('+++ folder mcpbackend/files')

    const applied = await run(['apply'])
    expect(applied.code, applied.stderr).toBe(0)
    expect(lines(applied)).toEqual(['airoute/files created', 'mcpbackend/files created'])
    expect(await live('mcpbackend', 'files')).toMatchObject({
      metadata: { labels: { 'agentgw.dev/folder': 'lab' }, managedFields: [{ manager: 'kubectl-agentgw' }] },
    })

    expect(await run(['diff'])).toMatchObject({ code: 0, stdout: '', stderr: '2 in sync\n' })
    const again = await run(['apply'])
    expect(again.code).toBe(0)
    expect(lines(again)).toEqual(['airoute/files unchanged', 'mcpbackend/files unchanged'])
    expect(again.stderr).toBe('nothing to do: 2 unchanged\n')
  })

  it('what a person changed by hand shows, and is taken back', async () => {
    write('a.yaml', backend('files'))
    await run(['apply'])
    await patch('mcpbackend', 'files', { spec: { mcp: { stdio: { cmd: 'uvx' } } } })
    expect(await json(['diff'], 1)).toMatchObject({
      summary: { inSync: 0, drifted: 1 },
      resources: [
        {
          state: 'Drifted',
          changes: [{ op: 'replace', path: 'spec.mcp.stdio.cmd', from: 'uvx', to: 'server' }],
        },
      ],
    })
    // The person owns the field now.
    expect(await json(['apply'], 3)).toMatchObject({
      summary: { failed: 1 },
      resources: [{ outcome: 'failed', state: 'Drifted', error: { code: 'field-conflict' } }],
    })
    expect(await json(['apply', '--force-conflicts'], 0)).toMatchObject({
      summary: { configured: 1, failed: 0 },
      resources: [{ outcome: 'configured', state: 'InSync' }],
    })
    expect((await run(['diff'])).code).toBe(0)
  })

  it('a field that leaves the folder leaves the cluster, what others added stays', async () => {
    write('a.yaml', backend('files', { labels: ', labels: {team: a}' }))
    await run(['apply'])
    await patch('mcpbackend', 'files', { metadata: { labels: { theirs: 'x' } } })
    write('a.yaml', backend('files'))
    expect((await run(['apply'])).code).toBe(0)
    expect(await live('mcpbackend', 'files')).toMatchObject({
      metadata: { labels: { 'agentgw.dev/folder': 'lab', theirs: 'x' } },
    })
    expect((await live('mcpbackend', 'files'))['metadata']).not.toHaveProperty('labels.team')
  })

  it('a policy that is emptied is emptied, which the API server refuses in one step', async () => {
    write('a.yaml', backend('files', { policies: '{tools: {deny: [write_file]}}' }))
    await run(['apply'])
    write('a.yaml', backend('files'))
    expect(await json(['apply', '--dry-run=server'], 0)).toMatchObject({ summary: { configured: 1 } })
    expect(await json(['apply'], 0)).toMatchObject({ summary: { configured: 1 } })
    expect(await live('mcpbackend', 'files')).toMatchObject({ spec: { mcp: { policies: {} } } })
    expect((await run(['diff'])).code).toBe(0)
  })

  it('an object of a new namespace comes after it, and a dry run says so', async () => {
    write(
      'a.yaml',
      `${backend('files', { labels: `, namespace: ${here.namespace}-new` })}---
apiVersion: v1
kind: Namespace
metadata: {name: ${here.namespace}-new}
`,
    )
    for (const mode of ['client', 'server']) {
      const dry = await run(['apply', `--dry-run=${mode}`])
      expect(dry).toMatchObject({ code: 0 })
      expect(lines(dry)).toEqual([
        'mcpbackend/files created (dry run)',
        `namespace/${here.namespace}-new created (dry run)`,
      ])
    }
    const { code, stdout } = await run(['apply'])
    expect(code).toBe(0)
    expect(stdout).toBe(`namespace/${here.namespace}-new created\nmcpbackend/files created\n`)
    expect((await run(['diff'])).code).toBe(0)
  })

  it('a workload of a new namespace is told once it has left the folder, and what others changed in it is theirs', async () => {
    const namespace = `${here.namespace}-new`
    const home = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}}\n`
    const deployment = (name: string, cpu: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  paused: true
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a, image: a, resources: {limits: {cpu: ${cpu}}}}]}
`
    // What it makes of the second's quantity only the server says, and it could not be asked before.
    write('a.yaml', home + deployment('plain', '500m') + deployment('odd', '1000m'))
    expect(await run(['apply'])).toMatchObject({ code: 0 })
    const change = '[{"op": "remove", "path": "/spec/paused"}]'
    for (const name of ['plain', 'odd'])
      await here.kubectl('patch', 'deployment', name, '-n', namespace, '--type=json', '-p', change)
    const diff = await run(['diff', '-o', 'fields'])
    expect(diff.stdout.match(/spec\.paused: true .*\(changed in the cluster\)/g)).toHaveLength(2)
    const refused = await run(['apply'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/spec\.paused .*\[field-conflict\]/)
    write('a.yaml', home)
    const left = await run(['diff', '--prune', '-o', 'fields'])
    for (const name of ['plain', 'odd'])
      expect(left.stdout).toContain(`deployment/${name} -n ${namespace}: only in the cluster`)
  })

  it('a dry run says of what in a new namespace the server was not asked, and what it can not know', async () => {
    const namespace = `${here.namespace}-new`
    const config = (kind: string, apiVersion: string): string =>
      `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: ${namespace}}\n`
    write(
      'a.yaml',
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}}\n` + config('ConfigMap', 'v1'),
    )
    const asked = await run(['apply', '--dry-run=server'])
    expect(asked).toMatchObject({ code: 0 })
    expect(asked.stderr).toContain(`note: namespace ${namespace} is not there yet`)
    write('b.yaml', config('Nowhere', 'example.com/v1'))
    const unserved = await run(['apply', '--dry-run=server'])
    expect(unserved.code).toBe(3)
    expect(unserved.stderr).toContain('[kind-not-served]')
    expect(lines(unserved)).toContain('nowhere/x failed (dry run)')
  })

  it('kinds without a CRD are compared by the server, and secrets never printed', async () => {
    const objects = (token: string, key: string): string => `apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {token: ${token}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}], selector: {app: web}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {${key}: b}
`
    write('a.yaml', objects('hush-one', 'a'))
    await run(['apply'])
    expect((await run(['diff'])).code).toBe(0)
    write('a.yaml', objects('hush-two', 'z'))
    const text = await run(['diff'])
    const output = await json(['diff'], 1)
    expect(text.stdout + JSON.stringify(output)).not.toMatch(/hush|aHVza/)
    expect(output).toMatchObject({
      resources: [
        { state: 'Drifted', changes: [{ path: 'data.token', from: '***', to: '***' }] },
        { state: 'InSync' },
        {
          state: 'Drifted',
          changes: [
            { op: 'remove', path: 'data.a' },
            { op: 'add', path: 'data.z' },
          ],
        },
      ],
    })
    expect(await json(['apply'], 0)).toMatchObject({ summary: { configured: 2, unchanged: 1 } })
  })

  it('stringData of a Secret is its data: what others changed there is no prey, and what leaves it goes', async () => {
    const secret = (data: string): string => `apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: ${data}
`
    write('a.yaml', secret('{a: first, b: second}'))
    expect((await run(['apply'])).code).toBe(0)
    const patch = ['patch', 'secret', 's', '-n', here.namespace, '-p', '{"stringData":{"a":"rotated"}}']
    await plane.kubectl(patch)
    const refused = await run(['apply'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/kubectl-patch owns data\.a .*\[field-conflict\]/)
    write('a.yaml', secret('{a: rotated}'))
    expect(await json(['diff'], 1)).toMatchObject({
      resources: [{ changes: [{ op: 'remove', path: 'data.b' }] }],
    })
    expect((await run(['apply'])).code).toBe(0)
    expect((await live('secret', 's'))['data']).toEqual({ a: Buffer.from('rotated').toString('base64') })
  })

  it('what is revoked is left alone', async () => {
    write('a.yaml', backend('files') + route('files') + backend('other'))
    await run(['apply'])
    const revoked = await run(['revoke', 'files', '--reason', 'test', '--yes', '--no-lock'])
    expect(revoked.code, revoked.stderr).toBe(0)
    const state = { state: 'Revoked', changes: [] }
    expect(await json(['apply'], 0)).toMatchObject({
      summary: { unchanged: 1, revoked: 2 },
      resources: [{ state: 'InSync' }, { ...state, outcome: 'revoked' }, { ...state, outcome: 'revoked' }],
    })
    expect((await run(['diff'])).code).toBe(0)

    // Somebody puts a document back by hand.
    write('b.yaml', backend('files'))
    const again = await run(['apply'])
    expect(again.code).toBe(0)
    expect(again.stdout).toContain('mcpbackend/files revoked\n')
    expect((await plane.kubectl(['get', 'mcpbackend', 'files', '-n', here.namespace])).code).toBe(1)
  })
})

describe('what can not be done', () => {
  it('an invalid document keeps all from being applied', async () => {
    write('a.yaml', backend('good') + backend('bad', { args: 'no list' }))
    expect(await json(['apply'], 3)).toMatchObject({
      summary: { created: 0, skipped: 1 },
      resources: [{ resource: { name: 'bad' }, state: 'Invalid', outcome: 'skipped' }],
      findings: [{ severity: 'error', resource: { name: 'bad' } }],
    })
    expect((await run(['apply'])).stderr).toContain('[invalid-manifests]')
    expect((await plane.kubectl(['get', 'mcpbackend', 'good', '-n', here.namespace])).code).toBe(1)
    expect(await json(['diff'], 3)).toMatchObject({ summary: { onlyInFolder: 1, invalid: 1 } })
  })

  it('an object that fails does not hold up the others', async () => {
    write('a.yaml', backend('good') + backend('lost', { labels: ', namespace: nowhere' }))
    const { code, stdout, stderr } = await run(['apply'])
    expect(code).toBe(3)
    expect(stdout.split('\n').sort()).toEqual(['', 'mcpbackend/good created', 'mcpbackend/lost failed'])
    expect(stderr).toContain('[namespace-missing]')
    expect(stderr).toContain('1 created, 1 failed\n')
  })

  it('what the API server finds invalid is told with its object, its place and the way on', async () => {
    write('a.yaml', backend('good') + deployment('web'))
    await run(['apply'])
    write('a.yaml', backend('good') + deployment('web', 'other'))
    for (const verb of ['diff', 'status', 'apply']) {
      const { code, stderr } = await run([verb])
      expect(code).toBe(3)
      expect(stderr).toContain(
        `error: manifests/a.yaml:10:1: deployment/web -n ${here.namespace}: Deployment`,
      )
      expect(stderr).toMatch(/ \[rejected\]\nhint: .*`kubectl delete deployment\/web -n /)
    }
  })

  it('what others added to a list can be in the way of a forced apply, and is taken into the folder', async () => {
    write('a.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n')
    await run(['apply'])
    await patch('service', 's', { spec: { ports: [{ port: 81 }] } })
    const { code, stderr } = await run(['apply', '--force-conflicts-of', 'service/s'])
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /error: manifests\/a\.yaml:1:1: .* \[rejected\]\nhint: .*`kubectl agentgw pull service\/s`/,
    )
    expect((await run(['pull', 'service/s'])).code).toBe(0)
    expect((await run(['apply'])).code).toBe(0)
  })

  it('a conflict names the other manager and the way to take the field', async () => {
    write('a.yaml', backend('files'))
    await run(['apply'])
    const object = {
      apiVersion: 'agentgateway.dev/v1alpha1',
      kind: 'MCPBackend',
      metadata: { name: 'files' },
    }
    const input = JSON.stringify({ ...object, spec: { mcp: { stdio: { cmd: 'uvx' } } } })
    const apply = [
      'apply',
      '--server-side',
      '--force-conflicts',
      '--field-manager=flux',
      '-n',
      here.namespace,
      '-f',
      '-',
    ]
    await plane.kubectl(apply, { input })
    const { code, stderr } = await run(['apply'])
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /spec\.mcp\.stdio\.cmd by flux \(last write [^)]*\) \[field-conflict\]\nhint: .*--force-conflicts/,
    )
  })

  it('a right that the user lacks', async () => {
    write('a.yaml', backend('files'))
    for (const verb of ['apply', 'diff']) {
      const { code, stdout, stderr } = await run([verb], plane.user('ann'))
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(stderr).toContain('[forbidden]')
    }
  })

  it('a user who may not read CRDs compares all the same', async () => {
    write('a.yaml', backend('files'))
    await run(['apply'])
    const role = ['--role=dev', '-n', here.namespace, '--user=dev']
    const rights = [
      '--verb=get,list,patch,create',
      '--resource=mcpbackends.agentgateway.dev',
      '-n',
      here.namespace,
    ]
    await plane.kubectl(['create', 'role', 'dev', ...rights])
    await plane.kubectl(['create', 'rolebinding', 'dev', ...role])
    await plane.kubectl(['create', 'clusterrole', 'journal', '--verb=list', '--resource=secrets'])
    await plane.kubectl(['create', 'namespace', 'agentgw-system'])
    const journal = ['rolebinding', 'journal', '-n', 'agentgw-system', '--clusterrole=journal', '--user=dev']
    await plane.kubectl(['create', ...journal])
    const dev = plane.user('dev')
    expect(await run(['diff'], dev)).toMatchObject({ code: 0, stderr: '1 in sync\n' })
    write('a.yaml', backend('files', { args: '[b]' }))
    expect((await run(['diff'], dev)).stdout).toContain('-      args: [a]\n+      args: [b]')
    expect(await run(['apply'], dev)).toMatchObject({ code: 0, stdout: 'mcpbackend/files configured\n' })
  })
})
