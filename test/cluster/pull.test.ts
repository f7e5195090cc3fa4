/** `pull` with the built binary, on a real API server and a real folder. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { conforms } from '../cli/conforms.ts'
import { ROOT } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let here: OwnFolder

beforeAll(async () => {
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), join(ROOT, 'schemas/crds')] })
})
afterAll(() => plane.stop())

beforeEach(async () => {
  here = await OwnFolder.open(plane)
  return () => here.close()
})

const path = (name: string): string => here.path(name)
const write = (name: string, text: string): void => {
  here.write(name, text)
}
const read = (name: string): string => here.read(name)
const files = (): string[] =>
  readdirSync(join(here.root, 'manifests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()

const run = (...args: string[]): Promise<ExecResult> => here.run(...args)

const done = async (...args: string[]): Promise<ExecResult> => {
  const result = await run(...args)
  expect(result.code, result.stderr + result.stdout).toBe(0)
  return result
}

interface Report {
  readonly summary: Record<string, number>
  readonly resources: Record<string, unknown>[]
}

/** The JSON of a pull, held to its schema. */
const json = async (code: number, ...args: string[]): Promise<Report> => {
  const result = await run('pull', ...args, '-o', 'json')
  expect(result.code, result.stderr).toBe(code)
  return conforms('pull', result.stdout) as Report
}

const create = (...objects: object[]): Promise<ExecResult> =>
  plane.kubectl(['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  })

const patch = (name: string, spec: object): Promise<ExecResult> =>
  plane.kubectl([
    ...['patch', 'mcpbackend', name, '-n', here.namespace, '--type=merge', '-p'],
    JSON.stringify({ spec: { mcp: spec } }),
  ])

const backend = (name: string, more: object = {}, meta: object = {}): object => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'MCPBackend',
  metadata: { name, namespace: here.namespace, ...meta },
  spec: { mcp: { stdio: { cmd: 'npx', args: ['a'], ...more } } },
})

const FILE = `# our files
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: files} # ours
spec:
  mcp:
    stdio:
      # the command
      cmd: 'npx' # why npx
      args: [a] # one
      env:
      - name: A # first
        value: a
      - name: B
        value: b
`

const versions = async (): Promise<string> => {
  const { stdout } = await plane.kubectl([
    ...['get', 'mcpbackends,airoutes,gateways,httproutes', '-n', here.namespace, '-o'],
    'jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion} {end}',
  ])
  return stdout
}

/** After a pull a folder without edits of its own does not differ, and applying it changes nothing. */
const agree = async (): Promise<void> => {
  expect(await done('diff')).toMatchObject({ stdout: '' })
  const before = await versions()
  await done('apply')
  expect(await versions()).toBe(before)
}

describe('new objects', () => {
  it('become files of their own, as a person would write them', async () => {
    await create(backend('files', {}, { labels: { team: 'a' }, annotations: { note: 'x' } }), {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'web', namespace: here.namespace },
      spec: { parentRefs: [{ name: 'agentgateway' }], rules: [{ backendRefs: [{ name: 's', port: 80 }] }] },
    })
    const preview = await done('pull', '--dry-run')
    expect(preview.stdout).toContain('mcpbackend/files created manifests')
    expect(files()).toEqual([])

    const { stdout } = await done('pull')
    expect(stdout.split('\n')).toContain(
      `mcpbackend/files created manifests/${here.namespace}/mcpbackend-files.yaml`,
    )
    expect(read(`${here.namespace}/mcpbackend-files.yaml`)).toBe(`apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: files
  namespace: ${here.namespace}
  labels:
    team: a
  annotations:
    note: x
spec:
  mcp:
    stdio:
      args: [a]
      cmd: npx
`)
    expect(read(`${here.namespace}/httproute-web.yaml`)).toBe(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: ${here.namespace}
spec:
  parentRefs:
    - name: agentgateway
  rules:
    - backendRefs:
        - name: s
          port: 80
`)
    await agree()
    expect((await done('pull')).stderr).toBe('nothing to do: 2 unchanged\n')
  })

  it('never take the place of a file that stands there', async () => {
    await create(backend('files'))
    mkdirSync(path(here.namespace))
    write(`${here.namespace}/mcpbackend-files.yaml`, '# notes\n')
    await done('pull')
    expect(read(`${here.namespace}/mcpbackend-files.yaml`)).toBe('# notes\n')
    expect(files()).toContain(`${here.namespace}/mcpbackend-files-2.yaml`)
  })

  it('that are not for the folder to take are left alone, and told', async () => {
    await create(
      backend(
        'owned',
        {},
        { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'u' }] },
      ),
      backend('helm', {}, { annotations: { 'meta.helm.sh/release-name': 'r' } }),
      backend('other', {}, { labels: { 'agentgw.dev/folder': 'other' } }),
      backend('going', {}, { finalizers: ['example.com/wait'] }),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: here.namespace },
        stringData: { a: 'hunter22' },
      },
    )
    await plane.kubectl(['delete', 'mcpbackend', 'going', '-n', here.namespace, '--wait=false'])
    const { resources, summary } = await json(0)
    expect(summary).toMatchObject({ left: 4, created: 0 })
    const whys = resources.map(({ resource, why }) => [(resource as { name: string }).name, why])
    expect(Object.fromEntries(whys)).toEqual({
      owned: 'it belongs to ConfigMap x',
      helm: 'Helm holds it',
      other: 'it belongs to the folder "other"',
      going: 'it is being deleted',
    })
    expect(files()).toEqual([])
    expect((await run('pull', 'secret/s')).code).toBe(2)
    await plane.kubectl([
      'patch',
      'mcpbackend',
      'going',
      '-n',
      here.namespace,
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ])
  })

  it('are none where another part of the folder holds them, or a file that can not be read may', async () => {
    mkdirSync(path('one'))
    mkdirSync(path('two'))
    write('one/a.yaml', JSON.stringify(backend('a')))
    write('two/b.yaml', JSON.stringify(backend('b')))
    await create(backend('a'), backend('b'), backend('c'))
    const outcomes = ({ resources }: Report): unknown =>
      Object.fromEntries(
        resources.map(({ resource, outcome }) => [(resource as { name: string }).name, outcome]),
      )
    const ofPart = await json(0, '--dry-run', '-d', 'manifests/one')
    expect(outcomes(ofPart)).toEqual({ a: 'unchanged', b: 'left', c: 'created' })

    write('two/b.yaml', `${JSON.stringify(backend('b'))}\nkind: [`)
    expect(outcomes(await json(3))).toEqual({ a: 'unchanged', b: 'left', c: 'left' })
    expect(outcomes(await json(3, 'b'))).toEqual({ b: 'left' })
    expect(outcomes(await json(3, '-d', 'manifests/one'))).toEqual({ a: 'unchanged', b: 'left', c: 'left' })
    expect(files()).toEqual(['one/a.yaml', 'two/b.yaml'])
  })

  it('with a credential in plain text are refused, and hold up no other', async () => {
    await create(
      backend('bad', { env: [{ name: 'OPENAI_API_KEY', value: 'sk-proj-0123456789abcdefghij0123' }] }),
      backend('good'),
    )
    const { stdout, stderr, code } = await run('pull')
    expect(code).toBe(3)
    expect(stderr).toMatch(/spec\.mcp\.stdio\.env\[0\]\.value.* \[credential-in-cluster\]/)
    expect(stdout + stderr).not.toContain('0123456789')
    expect(files()).toEqual([`${here.namespace}/mcpbackend-good.yaml`])
  })

  it('are chosen by words, labels and namespaces', async () => {
    await create(backend('one', {}, { labels: { team: 'a' } }), backend('two'), backend('three'))
    await done('pull', 'mcpbe/two')
    expect(files()).toEqual([`${here.namespace}/mcpbackend-two.yaml`])
    await done('pull', '-l', 'team=a')
    expect(files()).toHaveLength(2)
    expect((await done('pull', '-n', 'default')).stderr).toContain('nothing to do')
    const missing = await run('pull', 'mcpbackend/none')
    expect(missing.code).toBe(3)
    expect(missing.stderr).toContain('[not-found]')
    expect(missing.stderr).not.toContain('there are no objects')
    const none = await done('pull', '-l', 'team=z')
    expect(none.stderr).toBe('nothing to do: there are no such objects, in the cluster or in the folder\n')
  })
})

describe('an object of the folder', () => {
  it('is changed in place, where only the cluster was', async () => {
    write('a.yaml', FILE)
    await done('apply')
    await patch('files', {
      stdio: {
        cmd: 'uvx',
        args: ['a', 'b'],
        env: [
          { name: 'B', value: 'b2' },
          { name: 'C', value: 'c' },
        ],
      },
      policies: { tools: { deny: ['write_*'] } },
    })
    await done('pull')
    expect(read('a.yaml')).toBe(`# our files
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: files} # ours
spec:
  mcp:
    stdio:
      # the command
      cmd: 'uvx' # why npx
      args: [a, b] # one
      env:
      - name: B
        value: b2
      - name: C
        value: c
    policies:
      tools:
        deny: ["write_*"]
`)
    await agree()
  })

  it('keeps what only the folder changed, and diff shows exactly that', async () => {
    write('a.yaml', FILE)
    await done('apply')
    await patch('files', { stdio: { cmd: 'uvx' } })
    write('a.yaml', FILE.replace('value: b', 'value: mine'))
    await done('pull')
    expect(read('a.yaml')).toBe(FILE.replace('value: b', 'value: mine').replace("'npx'", "'uvx'"))
    const diff = await run('diff', '-o', 'json')
    expect(diff.code).toBe(1)
    const { resources } = JSON.parse(diff.stdout) as { resources: { changes: { path: string }[] }[] }
    expect(resources.flatMap(({ changes }) => changes.map((change) => change.path))).toEqual([
      'spec.mcp.stdio.env[1].value',
    ])
    // What was pulled counts as agreed: applying the rest is no conflict.
    await done('apply')
  })

  it('that both changed is a conflict, which --force-conflicts ends', async () => {
    write('a.yaml', FILE)
    await done('apply')
    await patch('files', { stdio: { cmd: 'uvx', args: ['z'] } })
    write('a.yaml', FILE.replace("'npx'", "'bunx'"))
    const { resources } = await json(3)
    expect(resources).toMatchObject([
      {
        outcome: 'failed',
        conflicts: [{ path: 'spec.mcp.stdio.cmd', folder: 'bunx', cluster: 'uvx' }],
        changes: [{ path: 'spec.mcp.stdio.args' }],
        error: { code: 'pull-conflict' },
      },
    ])
    expect(read('a.yaml')).toBe(FILE.replace("'npx'", "'bunx'").replace('[a]', '[z]'))
    expect((await run('pull')).code).toBe(3)
    await done('pull', '--force-conflicts')
    expect(read('a.yaml')).toBe(FILE.replace("'npx'", "'uvx'").replace('[a]', '[z]'))
    await agree()
  })

  it('that nobody ever applied from here conflicts where it differs', async () => {
    await create(backend('files'))
    write('a.yaml', FILE.replace("'npx'", "'uvx'"))
    const { resources } = await json(3)
    expect(resources[0]).toMatchObject({ outcome: 'failed', error: { code: 'pull-conflict' } })
  })

  it('with a credential that was put in by hand is refused as a whole', async () => {
    write('a.yaml', FILE)
    await done('apply')
    await patch('files', {
      stdio: {
        cmd: 'uvx',
        env: [{ name: 'GITHUB_TOKEN', value: 'ghp_0123456789abcdefABCDEF0123456789abcd' }],
      },
    })
    const { stderr, stdout, code } = await run('pull')
    expect(code).toBe(3)
    expect(stderr).toContain('[credential-in-cluster]')
    expect(stdout + stderr).not.toContain('ghp_')
    expect(read('a.yaml')).toBe(FILE)
  })

  it('is not edited in a file that holds what is invalid', async () => {
    const invalid =
      '---\napiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: bad}\nspec: {mcp: {}}\n'
    write('a.yaml', FILE)
    write('b.yaml', FILE.replace('name: files', 'name: more'))
    await done('apply')
    await patch('files', { stdio: { cmd: 'uvx' } })
    await patch('more', { stdio: { cmd: 'uvx' } })
    write('a.yaml', FILE + invalid)
    const { code, stderr } = await run('pull')
    expect(code).toBe(3)
    expect(stderr).toContain('[invalid-manifests]')
    expect(read('a.yaml')).toBe(FILE + invalid)
    expect(read('b.yaml')).toContain("'uvx'")
  })
})

describe('what somebody added with kubectl, and the folder took over', () => {
  const kubectl = (...args: string[]): Promise<ExecResult> => plane.kubectl(['-n', here.namespace, ...args])
  const env = ['A', 'B'].map((name) => ({ name, value: 'x' }))
  const folder = (cmd: string): string => `---
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: x}
spec: {mcp: {stdio: {cmd: ${cmd}, env: [{name: A, value: x}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {cmd: ${cmd}}
`
  const live = async (kind: string, name: string): Promise<unknown> =>
    JSON.parse((await kubectl('get', kind, name, '-o', 'json')).stdout)

  it.each([
    ['and has not written since', 'npx'],
    ['and has written since', 'uvx'],
  ])('%s: it goes when it leaves the folder', async (_, cmd) => {
    write('a.yaml', folder('npx'))
    await done('apply')
    await patch('x', { stdio: { env } })
    await kubectl('label', 'mcpbackend', 'x', 'team=a')
    await kubectl('patch', 'configmap', 'map', '--type=merge', '-p', '{"data":{"b":"x"}}')
    await done('pull')
    await kubectl('annotate', 'mcpbackend', 'x', 'other=untouched')
    write('a.yaml', read('a.yaml').replaceAll('npx', cmd))
    await done('apply')
    write('a.yaml', folder(cmd))

    const diff = await run('diff', '-o', 'fields')
    expect(diff.code, diff.stderr).toBe(1)
    for (const gone of ['metadata.labels: {"team":"a"}', 'spec.mcp.stdio.env[1]', 'data.b: "x"'])
      expect(diff.stdout).toContain(`- ${gone}`)
    for (const how of ['client', 'server']) await done('apply', `--dry-run=${how}`)
    expect((await run('diff')).stdout).not.toBe('')
    await done('apply')
    const backend = await live('mcpbackend', 'x')
    expect(backend).toMatchObject({
      metadata: { annotations: { other: 'untouched' } },
      spec: { mcp: { stdio: { cmd, env: [env[0]] } } },
    })
    expect(backend).not.toHaveProperty('metadata.labels.team')
    expect(await live('configmap', 'map')).toHaveProperty('data', { cmd })
    expect((await run('diff')).code).toBe(0)
    await done('pull')
    expect(read('a.yaml')).not.toMatch(/name: B|team|b: x/)
  })

  it('stays where another manager applies it, too', async () => {
    write('a.yaml', folder('npx'))
    await done('apply')
    await kubectl('patch', 'configmap', 'map', '--type=merge', '-p', '{"data":{"b":"x"}}')
    const input = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {b: x}\n'
    const apply = ['apply', '-n', here.namespace, '--server-side', '--field-manager=other', '-f', '-']
    await plane.kubectl(apply, { input })
    await done('pull')
    write('a.yaml', folder('npx'))
    expect((await run('diff')).code).toBe(0)
  })
})

describe('an object of a built-in kind', () => {
  const DEPLOYMENT = `# the web
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web # ours
        image: nginx:1 # pinned
        env:
        - {name: A, value: a}
        - {name: B, value: b}
      - name: side
        image: side:1
`
  const kubectl = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await plane.kubectl([...args, '-n', here.namespace])
    expect(code, stderr).toBe(0)
  }
  /** Applying what was pulled changes nothing. */
  const agreeOn = async (...objects: string[]): Promise<void> => {
    const column = 'custom-columns=V:.metadata.resourceVersion'
    const version = async (): Promise<string> =>
      (await plane.kubectl(['get', ...objects, '-n', here.namespace, '-o', column])).stdout
    expect(await done('diff')).toMatchObject({ stdout: '' })
    const before = await version()
    await done('apply')
    expect(await version()).toBe(before)
  }

  it('is taken where KIND/NAME names it, and reads as a person would write it', async () => {
    await kubectl('create', 'deployment', 'web', '--image=nginx:1.27', '--port=80', '--replicas=2')
    await kubectl('expose', 'deployment', 'web', '--type=NodePort')
    expect((await done('pull', '--dry-run')).stderr).toContain('nothing to do')
    expect((await run('pull', 'deployments')).stderr).toContain('[not-found]')
    await done('pull', 'deploy/web', 'svc/web')
    expect(read(`${here.namespace}/deployment-web.yaml`)).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: ${here.namespace}
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports:
            - containerPort: 80
`)
    expect(read(`${here.namespace}/service-web.yaml`)).toBe(`apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: ${here.namespace}
  labels:
    app: web
spec:
  ports:
    - port: 80
  selector:
    app: web
  type: NodePort
`)
    await agreeOn('deployment/web', 'service/web')
  })

  it('is changed entry by entry, without defaults, and keeps what the folder changed', async () => {
    write('web.yaml', DEPLOYMENT)
    await done('apply')
    await kubectl('set', 'image', 'deployment/web', 'web=nginx:2')
    await kubectl('set', 'env', 'deployment/web', '-c', 'web', 'C=c', 'A-')
    await kubectl('set', 'resources', 'deployment/web', '-c', 'side', '--limits=cpu=1')
    await kubectl('rollout', 'restart', 'deployment/web')
    write('web.yaml', DEPLOYMENT.replace('value: b', 'value: mine').replace('side:1', 'side:2'))
    await done('pull')
    const pulled = DEPLOYMENT.replace('nginx:1', 'nginx:2')
      .replace('        - {name: A, value: a}\n', '')
      .replace('{name: B, value: b}', '{name: B, value: mine}\n        - name: C\n          value: c')
      .replace('side:1', 'side:2\n        resources:\n          limits:\n            cpu: "1"')
    expect(read('web.yaml')).toBe(pulled)
    const { stdout, code } = await run('diff', '-o', 'json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      resources: [
        {
          changes: [
            { path: 'spec.template.spec.containers[0].env[0].value', by: 'folder' },
            { path: 'spec.template.spec.containers[1].image', by: 'folder' },
          ],
        },
      ],
    })
    await done('apply')
    await agreeOn('deployment/web')
  })

  it('has the number of replicas that a person set, and not that of an autoscaler', async () => {
    const file = `${here.namespace}/deployment-web.yaml`
    await kubectl('create', 'deployment', 'web', '--image=nginx:1.27', '--replicas=2')
    const scale = ['patch', 'deployment', 'web', '--subresource=scale', '--type=merge', '-p']
    await kubectl(...scale, '{"spec":{"replicas":5}}', '--field-manager=kube-controller-manager')
    await done('pull', 'deployment/web')
    expect(read(file)).not.toContain('replicas')
    expect((await json(0)).resources).toMatchObject([{ outcome: 'unchanged', state: 'InSync' }])
    await kubectl('scale', 'deployment', 'web', '--replicas=3')
    await done('pull')
    expect(read(file)).toContain('\n  replicas: 3\n')
    await agreeOn('deployment/web')
  })

  it('that nobody applied from here is in sync where the server only wrote it otherwise', async () => {
    const file = DEPLOYMENT.replace(
      'image: side:1',
      'image: side:1\n        resources: {limits: {cpu: 1000m}}',
    )
    write('web.yaml', file)
    await plane.kubectl(['create', '-n', here.namespace, '-f', path('web.yaml')])
    expect((await json(0)).resources).toMatchObject([{ outcome: 'unchanged', state: 'InSync' }])
    expect(read('web.yaml')).toBe(file)
  })

  it('is compared by the API server', async () => {
    const map = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {a: x, c: w} # kept\n'
    write('a.yaml', map)
    await done('apply')
    await plane.kubectl([
      'patch',
      'configmap',
      'map',
      '-n',
      here.namespace,
      '--type=merge',
      '-p',
      '{"data":{"a":"z"}}',
    ])
    await done('pull')
    expect(read('a.yaml')).toBe(map.replace('a: x', 'a: z'))
    expect(files()).toEqual(['a.yaml'])
  })
})

describe('--prune', () => {
  const two = FILE + '---\n' + FILE.replace('name: files', 'name: more')

  it('takes out what is gone and was there, with the question above half', async () => {
    write('a.yaml', two + '---\n' + FILE.replace('name: files', 'name: third'))
    await done('apply')
    write('b.yaml', FILE.replace('name: files', 'name: never'))
    await plane.kubectl(['delete', 'mcpbackend', 'more', '-n', here.namespace])
    expect((await done('pull')).stderr).toContain('gone')
    expect(read('a.yaml')).toContain('name: more')
    const preview = await done('pull', '--prune', '--dry-run')
    expect(preview.stdout).toContain('mcpbackend/more pruned')
    await done('pull', '--prune')
    expect(read('a.yaml')).toBe(FILE + '---\n' + FILE.replace('name: files', 'name: third'))
    expect(existsSync(path('b.yaml'))).toBe(true)

    await plane.kubectl(['delete', 'mcpbackend', '--all', '-n', here.namespace])
    const all = await run('pull', '--prune', '--yes')
    expect(all.code).toBe(3)
    expect(all.stderr).toContain('[prune-everything]')
    await done('pull', '--prune', '--allow-empty')
    expect(existsSync(path('a.yaml'))).toBe(false)
    expect(existsSync(path('b.yaml'))).toBe(true)
  })

  it('asks above half of what there is', async () => {
    write('a.yaml', two + '---\n' + FILE.replace('name: files', 'name: third'))
    await done('apply')
    await plane.kubectl(['delete', 'mcpbackend', 'more', 'third', '-n', here.namespace])
    const refused = await run('pull', '--prune')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('[prune-many]')
    await done('pull', '--prune', '--yes')
    expect(read('a.yaml')).toBe(FILE)
  })

  it('asks nothing of who names what is to go', async () => {
    write('a.yaml', two)
    await done('apply')
    await plane.kubectl(['delete', 'mcpbackend', 'files', 'more', '-n', here.namespace])
    const some = await run('pull', 'files', '--prune', '--yes')
    expect(some.stderr).toContain('[prune-everything]')
    await done('pull', 'mcpbackend/files', '--prune')
    expect(read('a.yaml')).toBe(`---\n${FILE.replace('name: files', 'name: more')}`)
    await done('pull', 'mcpbackend/more', '--prune')
    expect(files()).toEqual([])
  })

  it('counts the whole folder, where some of it is meant', async () => {
    write('a.yaml', two + '---\n' + FILE.replace('name: files', 'name: third'))
    await done('apply')
    await plane.kubectl(['delete', 'mcpbackend', 'more', '-n', here.namespace])
    await done('pull', 'more', '--prune')
    expect(read('a.yaml')).not.toContain('name: more')
  })

  it('leaves what the folder changed since, and what the folder dropped does not come back', async () => {
    write('a.yaml', two)
    await done('apply')
    await plane.kubectl(['delete', 'mcpbackend', 'more', '-n', here.namespace])
    write('a.yaml', two.replace('name: more} # ours', 'name: more, labels: {a: b}}'))
    const { code, stderr } = await run('pull', '--prune', '--yes')
    expect(code).toBe(3)
    expect(stderr).toContain('[pull-conflict]')
    expect(read('a.yaml')).toContain('name: more')

    write('a.yaml', '# empty\n')
    expect((await done('pull')).stderr).toContain('does not hold it any more')
    expect(files()).toEqual(['a.yaml'])
    await done('pull', 'mcpbackend/files')
    expect(files()).toEqual(['a.yaml', `${here.namespace}/mcpbackend-files.yaml`])
  })
})

describe('an object that was no folder’s', () => {
  const file = () => `${here.namespace}/mcpbackend-files.yaml`
  const stands = async (): Promise<boolean> =>
    (await plane.kubectl(['get', 'mcpbackend', 'files', '-n', here.namespace])).code === 0
  beforeEach(async () => {
    await create(backend('files'), backend('more'))
    await done('pull')
    await agree()
  })

  it('is not taken out where only a pull knew it, and is told', async () => {
    rmSync(path(file()))
    for (const args of [
      ['diff', '--prune'],
      ['apply', '--prune', '--yes', '--force-conflicts'],
      ['diff', '--prune'],
    ]) {
      const { stderr } = await done(...args)
      expect(stderr).toContain(
        `mcpbackend/files -n ${here.namespace} is not in the folder any more, and stays: it was pulled`,
      )
    }
    expect(await stands()).toBe(true)
    const { resources } = JSON.parse((await done('status', '-o', 'json')).stdout) as Report
    expect(resources.filter(({ state }) => state !== 'InSync')).toMatchObject([
      {
        state: 'OnlyInCluster',
        resource: { name: 'files' },
        reason: expect.stringContaining('it was pulled') as string,
      },
    ])
    rmSync(join(here.root, '.agentgw'), { recursive: true })
    expect((await done('diff', '--prune')).stderr).not.toContain('stays')
  })

  it('becomes the folder’s with its first change, or by force', async () => {
    write(file(), read(file()).replace('npx', 'uvx'))
    await done('apply')
    await done('apply', '--force-conflicts-of', 'mcpbackend/more')
    rmSync(path(file()))
    rmSync(path(`${here.namespace}/mcpbackend-more.yaml`))
    await done('apply', '--prune', '--allow-empty')
    expect(await stands()).toBe(false)
    expect((await plane.kubectl(['get', 'mcpbackend', '-n', here.namespace, '-o', 'name'])).stdout).toBe('')
  })
})

it('what is revoked is not brought back', async () => {
  write('a.yaml', FILE)
  await done('apply')
  const revoked = await run('revoke', 'mcpbackend/files', '--yes', '--no-lock', '--reason', 'test')
  expect(revoked.code, revoked.stderr).toBe(0)
  await create(backend('files'))
  const { resources } = await json(0)
  expect(resources).toMatchObject([{ outcome: 'left', state: 'Revoked', why: 'it is revoked' }])
  expect(existsSync(path('a.yaml'))).toBe(false)
})
