/** `revocations verify` with the built binary on a real API server that has upstream's kinds. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import { denialName } from '../../src/model/deny.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'
import { ProbedServer, text } from '../probe/setup/server.ts'
import { must } from './lock-cluster.ts'

const OTHER = 'elsewhere'
const SECRET = 'hunter2hunter2'

const shared: Resource = {
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE },
  spec: {
    mcp: {
      targets: ['files', 'web'].map((name) => ({
        name,
        static: { host: `${name}.example.com`, port: 80, protocol: 'StreamableHTTP' },
      })),
    },
  },
}
const denial = denialName({ ref: refOf(shared), part: { target: 'files' } })

let plane: ControlPlane
let root: string

const upstream = upstreamCrds()

beforeAll(async () => {
  if (upstream === undefined) return
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), upstream] })
  for (const namespace of [NAMESPACE, OTHER]) await must(plane, ['create', 'namespace', namespace])
  const { code, stderr } = await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  expect(code, stderr).toBe(0)
}, 240_000)
afterAll(() => (upstream === undefined ? undefined : plane.stop()))

beforeEach(async (context) => {
  if (upstream === undefined) context.skip(NEEDS_UPSTREAM_CRDS)
  root = mkdtempSync(join(tmpdir(), 'agentgw-verify-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: test\n')
  await must(plane, ['delete', 'configmap,secret', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'agpol,agbe,mcpbackend,airoute', '--all', '-A'])
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const apply = (...objects: Resource[]): Promise<string> =>
  must(plane, ['apply', '--server-side', '-f', '-'], stringify(objects))
const agentgw = (args: readonly string[], kubeconfig = plane.kubeconfig) =>
  runCli(args, { cwd: root, env: { KUBECONFIG: kubeconfig } })
const ok = async (...args: string[]): Promise<string> => {
  const { code, stderr, stdout } = await agentgw(args)
  expect(code, stderr).toBe(0)
  return stdout
}

interface Report {
  targets: { revocation: string; resource: { kind: string } }[]
  findings: { code: string; message: string; hint?: string }[]
  problems: { code: string }[]
}
const verify = async (code: number, ...args: string[]): Promise<Report> => {
  const run = await agentgw(['revocations', 'verify', ...args, '-o', 'json'])
  expect(run.code, run.stderr + run.stdout).toBe(code)
  conforms('revocations-verify', run.stdout)
  return JSON.parse(run.stdout) as Report
}
const findings = ({ findings: all }: Report): string[] => all.map(({ code }) => code)

const fs: Resource = {
  ...backend('fs'),
  spec: {
    mcp: {
      stdio: { cmd: 'npx', args: ['-y', '@scope/fs@1.0.0'], env: [{ name: 'API_TOKEN', value: SECRET }] },
    },
  },
}
/** In the cluster and the folder, and out of both. */
const revokeFs = async (): Promise<void> => {
  writeFileSync(join(root, 'manifests/fs.yaml'), stringify([fs, route('fs', ['fs'])]))
  await apply(fs, route('fs', ['fs']))
  await ok('revoke', 'fs', '--reason', 'test')
}
const unlock = (): Promise<string> =>
  must(plane, [
    'patch',
    'configmap',
    `revoked-${NAMESPACE}`,
    '-n',
    'agentgw-system',
    '--type=merge',
    '-p',
    '{"data":null}',
  ])

/** The API server goes on with what it has read of the locks for a moment. */
const insisting = async (args: readonly string[], input = ''): Promise<void> => {
  await expect.poll(async () => (await plane.kubectl(args, { input })).code, { timeout: 20_000 }).toBe(0)
}

describe('a whole server', () => {
  it('is as it should be after a revoke, and nothing is found', async () => {
    await revokeFs()
    const report = await verify(0)
    const target = {
      record: { cluster: 'intact', folder: 'intact' },
      cluster: 'gone',
      folder: 'gone',
      lock: 'locked',
      elsewhere: [],
    }
    expect(report).toMatchObject({ targets: [target, target], findings: [], problems: [] })
    const [{ revocation }] = report.targets as [Report['targets'][0]]
    expect(await ok('revocations', 'verify', revocation, '-A')).toContain('2 targets: nothing found')
    expect(await ok('revocations', revocation)).toContain(revocation)
    expect(await verify(0, '-n', OTHER)).toMatchObject({ targets: [] })
    expect((await verify(3, '20000101-000000-000000')).problems).toMatchObject([{ code: 'not-revoked' }])
    await ok('restore', 'fs')
    expect(await ok('revocations', 'verify')).toBe('nothing is revoked\n')
  })

  it('that stands again, without its lock, is found on either side', async () => {
    await revokeFs()
    await unlock()
    await insisting(['apply', '--server-side', '-f', '-'], stringify([fs]))
    writeFileSync(join(root, 'manifests/again.yaml'), stringify([fs]))
    const report = await verify(1)
    expect(findings(report).sort()).toEqual(['not-locked', 'not-locked', 'stands-again', 'stands-again'])
    expect(report.targets).toMatchObject([
      { resource: { kind: 'MCPBackend' }, cluster: 'stands', folder: 'stands', lock: 'not locked' },
      { resource: { kind: 'AIRoute' }, cluster: 'gone', lock: 'not locked' },
    ])
    await ok('revoke', 'fs')
    await verify(0)
  })

  it('is not locked where the binding does not deny', async () => {
    await revokeFs()
    const binding = (action: string): Promise<string> =>
      must(plane, [
        'patch',
        'validatingadmissionpolicybinding',
        'agentgw-revocations',
        '--type=merge',
        '-p',
        JSON.stringify({ spec: { validationActions: [action] } }),
      ])
    await binding('Warn')
    const report = await verify(1)
    await binding('Deny')
    expect(findings(report)).toEqual(['not-locked', 'not-locked', 'not-locked'])
    expect(report.findings[0]!.message).toContain('the binding does not deny')
    await verify(0)
  })

  it('is found by the package that it starts, under another name, with the routes that lead there', async () => {
    await revokeFs()
    const copy: Resource = {
      ...backend('copy'),
      metadata: { name: 'copy', namespace: OTHER },
      spec: { mcp: { stdio: { cmd: 'npx', args: ['@scope/fs@2.0.0', '--token', SECRET] } } },
    }
    const way = { ...route('way', ['copy']), metadata: { name: 'way', namespace: OTHER } }
    await apply(copy, way, backend('innocent'))
    writeFileSync(
      join(root, 'manifests/b.yaml'),
      stringify([{ ...fs, metadata: { name: 'b', namespace: NAMESPACE } }]),
    )
    const report = await verify(1)
    expect(report.targets[0]).toMatchObject({
      elsewhere: [
        {
          resource: { kind: 'MCPBackend', name: 'copy', namespace: OTHER },
          in: ['cluster'],
          by: { is: 'package', name: '@scope/fs' },
          routes: [{ kind: 'AIRoute', name: 'way' }],
        },
        { resource: { name: 'b' }, in: ['folder'], routes: [] },
      ],
    })
    expect(findings(report)).toEqual(['reachable-elsewhere', 'reachable-elsewhere'])
    expect(report.findings[0]!.hint).toContain(`kubectl agentgw revoke mcpbackend/copy -n ${OTHER}`)
    const shown = await agentgw(['revocations', 'verify'])
    expect(shown.stderr).toContain('starts the same package: @scope/fs, by airoute/way')
    expect(JSON.stringify([report, shown])).not.toContain(SECRET)
  })

  it('whose records are not what was written, or gone, is told', async () => {
    await revokeFs()
    const [file = ''] = readdirSync(join(root, '.agentgw/revoked'))
    const stash = join(root, '.agentgw/revoked', file)
    const written = readFileSync(stash, 'utf8')
    writeFileSync(stash, written.replace('@scope/fs', '@evil/fs'))
    const damaged = await verify(1, file.replace('.stash', ''))
    expect(findings(damaged)).toEqual(['stash-damaged'])
    expect(damaged.targets).toMatchObject([{ record: { cluster: 'intact' } }, {}])
    rmSync(stash)
    await must(plane, ['delete', 'secret', '-n', 'agentgw-system', '--all'])
    const lost = await verify(1)
    expect(findings(lost)).toEqual(['record-missing'])
    expect(lost.targets).toEqual([])
  })

  it('can not be verified by who may look at nothing, nor without a cluster, but by the folder alone', async () => {
    await revokeFs()
    const run = await agentgw(['revocations', 'verify', '-o', 'json'], plane.user('nobody'))
    expect(run.code, run.stderr).toBe(3)
    conforms('revocations-verify', run.stdout)
    expect(JSON.parse(run.stdout)).toMatchObject({
      targets: [{ cluster: 'not seen', folder: 'gone', lock: 'not seen' }, {}],
      problems: [{ code: 'forbidden' }, { code: 'not-seen' }, { code: 'not-seen' }],
    })
    expect((await agentgw(['revocations', 'verify'], join(root, 'none'))).code).toBe(3)
    const local = await agentgw(['revocations', 'verify', '--local'], join(root, 'none'))
    expect(local, local.stderr).toMatchObject({ code: 0 })
  })
})

describe('everything', () => {
  it('is denied by a Gateway, and a denial that is not locked is told', async () => {
    await apply(shared, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'way', namespace: NAMESPACE },
      spec: {
        parentRefs: [{ name: 'agentgateway' }],
        rules: [
          { backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'shared' }] },
        ],
      },
    })
    await ok('revoke', '--all', '-A')
    await verify(0)
    await unlock()
    const report = await verify(1)
    expect(findings(report)).toEqual(['not-locked', 'not-locked', 'not-locked'])
    expect(report.findings[0]!.message).toContain('denies all of a Gateway')
  })
})

describe('a part', () => {
  it('is denied as recorded; a denial that is changed, refused or gone is told', async () => {
    await apply(shared)
    await ok('revoke', 'agbe/shared#files')
    expect(await verify(0)).toMatchObject({
      targets: [
        { part: { target: 'files' }, cluster: 'denied', lock: 'locked', denialStatus: { is: 'pending' } },
      ],
    })
    const at = { lastTransitionTime: '2026-01-01T00:00:00Z', message: '', observedGeneration: 1 }
    const ancestorRef = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'agentgateway' }
    const conditions = [{ type: 'Accepted', status: 'True', reason: 'PartiallyValid', ...at }]
    const ancestors = [{ ancestorRef, controllerName: 'agentgateway.dev/agentgateway', conditions }]
    const patch = ['patch', 'agpol', denial, '-n', NAMESPACE, '--type=merge', '-p']
    await must(plane, [...patch, JSON.stringify({ status: { ancestors } }), '--subresource=status'])
    expect(findings(await verify(1))).toEqual(['denial-refused'])

    await unlock()
    const authorization = { action: 'Deny', policy: { matchExpressions: ['false'] } }
    await insisting([...patch, JSON.stringify({ spec: { backend: { mcp: { authorization } } } })])
    expect(findings(await verify(1))).toEqual(['denial-changed', 'not-locked'])
    await insisting(['delete', 'agpol', denial, '-n', NAMESPACE])
    expect(findings(await verify(1))).toEqual(['denial-missing', 'not-locked'])
    await ok('revoke', 'agbe/shared#files')
    await verify(0)
  })
})

describe('a call', () => {
  it('that is refused proves no darkness, one that succeeds is a finding, any other tells nothing', async () => {
    await revokeFs()
    const server = new ProbedServer()
    await server.listen()
    try {
      const probe = ['--probe', server.url().href]
      server.form = text(404, 'route not found')
      expect((await verify(0, ...probe)).targets[0]).toMatchObject({
        probe: { saw: 'refused (not proven dark)' },
      })
      server.form = text(401, 'who are you')
      const unknown = await verify(3, ...probe)
      expect(unknown.problems).toMatchObject([{ code: 'not-proven' }])
      server.form = () => false
      const answers = await verify(1, ...probe)
      expect(findings(answers)).toEqual(['still-answers'])
      expect(server.calls).toEqual(['list_baskets'])
    } finally {
      await server.close()
    }
  })
})
