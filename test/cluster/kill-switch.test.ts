/** Revoke and restore with the built binary, on a real API server and a real folder. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'

const NAMESPACE = 'agentgateway-system'

const MANIFEST = `# Tools that read files. Reviewed by platform.
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: filesystem
  labels: {team: platform}   # who to ask
  annotations:
    example.com/ticket: "0123"
spec:
  mcp:
    stdio:
      cmd: npx
      args: ["@modelcontextprotocol/server-filesystem@2026.8.31", "/data"]
---
# The way to it.
apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: filesystem}
spec:
  parentRefs: [{name: agentgateway, namespace: agentgateway-system}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /mcp/filesystem}}]
    backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: filesystem}]
---
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: untouched}
spec: {mcp: {stdio: {cmd: npx, args: [other]}}}
`

let plane: ControlPlane
let root: string

beforeAll(async () => {
  plane = await startControlPlane()
  await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  await plane.kubectl(['create', 'namespace', NAMESPACE])
})
afterAll(() => plane.stop())

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-kill-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: test\n')
  writeFileSync(join(root, 'manifests/tools.yaml'), MANIFEST)
  await plane.kubectl(['delete', 'secret,configmap', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'mcpbackend,airoute', '--all', '-A'])
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const agentgw = (...args: string[]) => runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })
const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await agentgw(...args)
  expect(code, stderr).toBe(0)
  return stdout
}
const json = async (...args: string[]) => JSON.parse(await ok(...args, '-o', 'json')) as Record<string, never>

/** A user with these verbs on our kinds, who may read Secrets and write none. */
const userWho = async (name: string, verbs: string): Promise<string> => {
  const grant = async (role: string, what: string, resources: string): Promise<void> => {
    await plane.kubectl(['create', 'clusterrole', role, `--verb=${what}`, `--resource=${resources}`])
    await plane.kubectl(['create', 'clusterrolebinding', role, `--clusterrole=${role}`, `--user=${name}`])
  }
  await grant(`${name}-kinds`, verbs, 'mcpbackends.agentgateway.dev,airoutes.agentgateway.dev')
  await grant(`${name}-secrets`, 'get,list', 'secrets')
  return plane.user(name)
}

/** Every file under the root, by its path. */
const tree = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path), readFileSync(path, 'utf8')]),
  )
const manifests = (): Record<string, string> =>
  Object.fromEntries(Object.entries(tree()).filter(([path]) => path.startsWith('manifests/')))

interface Live {
  metadata: { labels?: object; annotations?: object; managedFields: { manager: string; operation: string }[] }
  spec: object
}
const live = async (what: string, namespace = NAMESPACE): Promise<Live | undefined> => {
  const { code, stdout } = await plane.kubectl([
    'get',
    what,
    '-n',
    namespace,
    '-o',
    'json',
    '--show-managed-fields',
  ])
  return code === 0 ? (JSON.parse(stdout) as Live) : undefined
}
const essence = (object: Live | undefined) =>
  object && { spec: object.spec, labels: object.metadata.labels, annotations: object.metadata.annotations }

describe('revoke and restore', () => {
  beforeEach(() => ok('apply'))

  it('takes a tool out of cluster and folder, records it, and brings it back exactly', async () => {
    const before = {
      files: tree(),
      backend: await live('mcpbackend/filesystem'),
      route: await live('airoute/filesystem'),
    }

    const revoked = await json('revoke', 'filesystem', '--reason', 'incident 4711')
    expect(revoked).toMatchObject({
      reason: 'incident 4711',
      targets: [
        {
          resource: { kind: 'MCPBackend', name: 'filesystem' },
          cluster: 'removed',
          folder: 'removed',
          verdict: 'removed (not probed)',
          locked: true,
        },
        { resource: { kind: 'AIRoute', name: 'filesystem' }, cluster: 'removed', folder: 'removed' },
      ],
      problems: [],
    })
    expect(await live('mcpbackend/filesystem')).toBeUndefined()
    expect(await live('airoute/filesystem')).toBeUndefined()
    expect(await live('mcpbackend/untouched')).toBeDefined()
    expect(manifests()['manifests/tools.yaml']).toBe(MANIFEST.slice(MANIFEST.lastIndexOf('---')))

    const { revocations } = await json('revocations')
    expect(revocations).toMatchObject([
      {
        reason: 'incident 4711',
        who: 'admin',
        state: 'revoked',
        targets: [{ name: 'filesystem', cluster: 'removed', folder: 'removed' }, {}],
      },
    ])
    const secret = (await live('secret', 'agentgw-system')) as unknown as { items: { immutable: boolean }[] }
    expect(secret.items).toMatchObject([{ immutable: true, type: 'agentgw.dev/revocation' }])

    const back = await json('restore', 'filesystem')
    expect(back).toMatchObject({
      targets: [
        { cluster: 'restored', folder: 'restored' },
        { cluster: 'restored', folder: 'restored' },
      ],
      problems: [],
    })
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
    expect(essence(await live('mcpbackend/filesystem'))).toEqual(essence(before.backend))
    expect(essence(await live('airoute/filesystem'))).toEqual(essence(before.route))
    // The fields have the owners that they had, so that apply and diff go on as if nothing had happened.
    expect((await live('mcpbackend/filesystem'))?.metadata.managedFields).toMatchObject([
      { manager: 'kubectl-agentgw', operation: 'Apply' },
    ])
    await ok('diff')
    expect((await json('revocations'))['revocations']).toMatchObject([
      { state: 'restored', restored: { who: 'admin' } },
    ])
  })

  it('is done once: again exits 0 and changes nothing', async () => {
    await ok('revoke', 'filesystem')
    const after = tree()
    expect(await ok('revoke', 'filesystem')).toContain('removed (not probed)')
    expect(tree()).toEqual(after)
    await ok('restore', 'filesystem')
    const restored = tree()
    expect(await ok('restore', 'filesystem')).toContain('restored already')
    expect(tree()).toEqual(restored)
  })

  it('is not undone by apply, nor by kubectl apply -R on the root', async () => {
    await ok('revoke', 'filesystem')
    const document = MANIFEST.split('---')[0] ?? ''
    writeFileSync(join(root, 'manifests/again.yaml'), document)
    expect(await ok('apply')).toMatch(/filesystem.*revoked/i)
    expect(await live('mcpbackend/filesystem')).toBeUndefined()
    rmSync(join(root, 'manifests/again.yaml'))
    await plane.kubectl(['apply', '-R', '-f', root, '-n', NAMESPACE])
    expect(await live('mcpbackend/filesystem')).toBeUndefined()
    expect(await live('mcpbackend/untouched')).toBeDefined()
  })

  it('takes the routes that lead only there, and leaves a route that leads elsewhere too', async () => {
    const to = (name: string, ...backends: string[]) => `apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: ${name}, namespace: ${NAMESPACE}}
spec:
  parentRefs: [{name: agentgateway}]
  rules:
  - backendRefs: [${backends.map((b) => `{group: agentgateway.dev, kind: MCPBackend, name: ${b}}`).join(', ')}]
`
    await plane.kubectl(['apply', '-f', '-'], {
      input: `${to('second', 'filesystem')}---\n${to('both', 'filesystem', 'untouched')}`,
    })
    const report = await json('revoke', 'mcpbackend/filesystem')
    expect(report).toMatchObject({
      targets: [
        { resource: { kind: 'MCPBackend' }, because: 'named' },
        { resource: { kind: 'AIRoute', name: 'filesystem' }, because: 'leads only there' },
        { resource: { kind: 'AIRoute', name: 'second' }, because: 'leads only there', folder: 'absent' },
      ],
      shared: [{ name: 'both' }],
    })
    expect(await live('airoute/both')).toBeDefined()
    await ok('restore', '--all')
    expect(await live('airoute/second')).toBeDefined()
  })

  it('never overwrites what stands there in another form, unless it is told to', async () => {
    await ok('revoke', 'filesystem', '--no-lock')
    await plane.kubectl(['apply', '-n', NAMESPACE, '-f', '-'], {
      input: MANIFEST.replace('/data', '/elsewhere'),
    })
    const refused = await agentgw('restore', 'filesystem')
    expect(refused).toMatchObject({ code: 3 })
    expect(refused.stderr).toContain('[not-restored]')
    expect(JSON.stringify(await live('mcpbackend/filesystem'))).toContain('/elsewhere')
    await ok('restore', 'mcpbackend/filesystem', '--force')
    expect(JSON.stringify((await live('mcpbackend/filesystem'))?.spec)).toContain('/data')
    // The first run put the documents back, and what is in its place there is not in the way of the cluster's part.
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
  })

  it('leaves the folder the form that it holds meanwhile, as an ordinary difference', async () => {
    await ok('revoke', 'filesystem')
    const edited = MANIFEST.replace('/data', '/elsewhere')
    writeFileSync(join(root, 'manifests/tools.yaml'), edited)
    const preview = await agentgw('restore', 'filesystem', '--dry-run')
    expect(preview).toMatchObject({ code: 3 })
    expect(preview.stderr).toContain('[folder-keeps-own]')

    const restored = await agentgw('restore', 'filesystem')
    expect(restored).toMatchObject({ code: 3 })
    expect(restored.stderr.match(/\[[\w-]+\]/g)).toEqual(['[folder-keeps-own]'])
    expect(restored.stderr).toContain(`restore mcpbackend/filesystem -n ${NAMESPACE} --force`)
    expect(manifests()).toEqual({ 'manifests/tools.yaml': edited })
    expect(JSON.stringify((await live('mcpbackend/filesystem'))?.spec)).toContain('/data')
    expect(await ok('revocations', '--active')).not.toContain('filesystem')

    const status = await agentgw('status', '-o', 'json')
    expect(status).toMatchObject({ code: 1 })
    const { resources } = JSON.parse(status.stdout) as { resources: { state: string; reason: string }[] }
    expect(resources.filter(({ state }) => state !== 'InSync')).toMatchObject([
      {
        resource: { kind: 'MCPBackend', name: 'filesystem' },
        state: 'Drifted',
        reason: '1 field: 1 changed in the folder',
      },
    ])
    await ok('apply')
    expect(JSON.stringify((await live('mcpbackend/filesystem'))?.spec)).toContain('/elsewhere')
    await ok('diff')

    expect(await ok('restore', 'filesystem')).toContain('restored already')
    await ok('restore', 'mcpbackend/filesystem', '--force')
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
    await ok('apply')
    expect(JSON.stringify((await live('mcpbackend/filesystem'))?.spec)).toContain('/data')
  })

  it('previews by the same plan, and changes nothing', async () => {
    const before = tree()
    expect(await ok('revoke', 'filesystem', '--dry-run')).toMatch(
      /record .*\n.*record .*\nlock mcpbackend\/filesystem.*airoute\/filesystem.*\ndelete airoute\/filesystem.*\ndelete mcpbackend\/filesystem.*\nedit /,
    )
    expect(tree()).toEqual(before)
    expect(await live('mcpbackend/filesystem')).toBeDefined()

    const asked = await runCli(['revoke', 'filesystem', '--dry-run=server'], {
      cwd: root,
      env: { KUBECONFIG: await userWho('looks', 'get,list') },
    })
    expect(asked).toMatchObject({ code: 3 })
    expect(asked.stderr.match(/\[forbidden\]/g)).toHaveLength(1)
    await ok('revoke', 'filesystem', '--dry-run=server')
    expect(await live('mcpbackend/filesystem')).toBeDefined()
  })
})

describe('what it says when it can not', () => {
  it.each([
    [['revoke', 'nosuch'], 3, 'target-not-found'],
    [['revoke'], 2, 'usage'],
    [['revoke', 'secret/x'], 2, 'usage'],
    [['restore', 'nosuch'], 3, 'not-revoked'],
    [['restore'], 2, 'usage'],
  ])('%j: exit %i, %s, and nothing left behind', async (args, code, name) => {
    const before = tree()
    const run = await agentgw(...args)
    expect(run).toMatchObject({ code })
    expect(run.stderr).toContain(`[${name}]`)
    expect(tree()).toEqual(before)
  })

  it('revokes nothing without a cluster, says that the target is live, and does the folder with --local', async () => {
    const before = tree()
    const closed = join(plane.directory, 'closed')
    writeFileSync(closed, readFileSync(plane.kubeconfig, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'))
    const run = await runCli(['revoke', 'filesystem'], { cwd: root, env: { KUBECONFIG: closed } })
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toMatch(/still live.*\[cluster-unreachable\]/)
    expect(tree()).toEqual(before)

    expect(await ok('revoke', 'filesystem', '--local')).toMatch(/cluster: not asked +folder: removed/)
    await ok('restore', 'filesystem', '--local')
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
  })

  it('takes out of the cluster what it can, though the folder can not be written', async () => {
    await ok('apply')
    writeFileSync(join(root, '.agentgw/revoked'), 'no folder can be made here')
    const run = await agentgw('revoke', 'filesystem')
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toMatch(/\[file-(un\w+)\]/)
    expect(run.stdout).toMatch(/cluster: removed +folder: still there/)
    expect(await live('mcpbackend/filesystem')).toBeUndefined()
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
    rmSync(join(root, '.agentgw/revoked'))
    await ok('revoke', 'filesystem')
    await ok('restore', 'filesystem')
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
  })

  it('goes on where there is no cluster to be found, with the word that it is live', async () => {
    const run = await runCli(['revoke', 'filesystem'], { cwd: root })
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toMatch(/still live.*\[no-kubeconfig\]\nhint: .*--local/)
  })

  it('does not call gone what the user may not look at', async () => {
    await ok('apply')
    const records = [
      'secrets',
      'configmaps',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
    ]
    await plane.kubectl(['create', 'clusterrole', 'records', '--verb=*', `--resource=${records.join(',')}`])
    await plane.kubectl(['create', 'clusterrolebinding', 'records', '--clusterrole=records', '--user=half'])
    await plane.kubectl(['create', 'clusterrole', 'half', '--verb=*', '--resource=airoutes.agentgateway.dev'])
    await plane.kubectl(['create', 'clusterrolebinding', 'half', '--clusterrole=half', '--user=half'])
    await plane.kubectl(['create', 'namespace', 'agentgw-system'])
    const half = { cwd: root, env: { KUBECONFIG: plane.user('half') } }
    const run = await runCli(['revoke', 'filesystem'], half)
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toContain('[not-seen]')
    expect(run.stdout).toMatch(/mcpbackend\/filesystem.*not known/)
    expect(await live('mcpbackend/filesystem')).toBeDefined()
    // He may record, though he may make no namespace, and remove what he may see.
    expect(await runCli(['restore', 'airoute/filesystem'], half)).toMatchObject({ code: 0 })
    expect(await runCli(['revoke', 'airoute/filesystem'], half)).toMatchObject({ code: 0 })
    expect(await live('airoute/filesystem')).toBeUndefined()
  })

  it('goes no further than the record where the record can not be written', async () => {
    await ok('apply')
    const kubeconfig = await userWho('edits', '*')
    const run = await runCli(['revoke', 'filesystem'], { cwd: root, env: { KUBECONFIG: kubeconfig } })
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toContain('[forbidden]')
    expect(run.stdout).toContain('still live')
    expect(await live('mcpbackend/filesystem')).toBeDefined()
    expect(manifests()).toEqual({ 'manifests/tools.yaml': MANIFEST })
  })
})
