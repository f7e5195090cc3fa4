/** `get` as a user runs it: the built program against a real API server. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { GATEWAY, NAMESPACE } from './gateway.ts'

const OBJECTS = `${GATEWAY}apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: filesystem, namespace: ${NAMESPACE}, labels: {team: a}}
spec: {mcp: {stdio: {cmd: npx, args: [a]}}}
---
apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: filesystem, namespace: ${NAMESPACE}, labels: {team: a}}
spec:
  parentRefs: [{name: agentgateway}]
  rules: [{backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: filesystem}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: edge}
spec:
  parentRefs: [{name: agentgateway, namespace: ${NAMESPACE}}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
`
const ACCEPTED = {
  status: {
    parents: [
      {
        parentRef: { name: 'agentgateway', namespace: NAMESPACE },
        controllerName: 'agentgateway.dev/agentgateway',
        conditions: [
          {
            type: 'Accepted',
            status: 'False',
            reason: 'NotAllowedByListeners',
            message: 'the listener takes no routes of this namespace',
            lastTransitionTime: '2026-01-01T00:00:00Z',
            observedGeneration: 1,
          },
        ],
      },
    ],
  },
}

let full: ControlPlane
let bare: ControlPlane

beforeAll(async () => {
  const crds = join(ROOT, 'schemas/crds')
  full = await startControlPlane({
    crds: [
      await gatewayApiCrds(),
      join(crds, 'agentgateway.dev_mcpbackends.yaml'),
      join(crds, 'agentgateway.dev_airoutes.yaml'),
    ],
  })
  bare = await startControlPlane()
  const applied = await full.kubectl(['apply', '-f', '-'], { input: OBJECTS })
  if (applied.code !== 0) throw new Error(applied.stderr)
  const patch = ['patch', 'httproute', 'web', '-n', 'edge', '--subresource=status', '--type=merge']
  const patched = await full.kubectl([...patch, '-p', JSON.stringify(ACCEPTED)])
  if (patched.code !== 0) throw new Error(patched.stderr)
})
afterAll(async () => {
  await full.stop()
  await bare.stop()
})

const get = (args: readonly string[] = [], plane = full, cwd = plane.directory): Promise<ExecResult> =>
  runCli(['get', ...args], { cwd, env: { KUBECONFIG: plane.kubeconfig } })
/** The cells of a table, its columns at least two blanks apart. */
const cells = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/))

describe('get', () => {
  it('prints one table of a namespace', async () => {
    const { code, stdout, stderr } = await get()
    expect(code).toBe(0)
    const rows = cells(stdout)
    expect(rows.map((row) => row.slice(0, -1))).toEqual([
      ['KIND', 'NAME', 'ACCEPTED', 'POINTS TO'],
      ['Gateway', 'agentgateway', 'Unknown (Pending)', 'gatewayclass/agentgateway'],
      ['AIRoute', 'filesystem', 'Unknown (no controller)', 'gateway/agentgateway, mcpbackend/filesystem'],
      ['MCPBackend', 'filesystem', 'Unknown (no controller)', '-'],
    ])
    for (const row of rows.slice(1)) expect(row.at(-1)).toMatch(/^\d+[sm]/)
    expect(stderr).toBe('note: the cluster does not serve AgentgatewayBackend, AgentgatewayPolicy\n')
  })

  it('prints all namespaces, and what is of another one', async () => {
    const { stdout } = await get(['-A', 'httproute'])
    const [head, ...rows] = cells(stdout)
    expect(head?.slice(0, 3)).toEqual(['KIND', 'NAMESPACE', 'NAME'])
    expect(rows.map((row) => row.slice(0, -1))).toEqual([
      [
        'HTTPRoute',
        'edge',
        'web',
        'False (NotAllowedByListeners)',
        `gateway/agentgateway -n ${NAMESPACE}, service/web`,
      ],
    ])
  })

  it('takes labels, kinds and names', async () => {
    const names = async (...args: string[]): Promise<string[]> =>
      (await get(['-o', 'name', ...args])).stdout.split('\n').filter(Boolean)
    const route = 'airoute.agentgateway.dev/filesystem'
    const backend = 'mcpbackend.agentgateway.dev/filesystem'
    expect(await names('-l', 'team=a')).toEqual([route, backend])
    expect(await names('filesystem')).toEqual([route, backend])
    expect(await names('mcpbe')).toEqual([backend])
    expect(await names('aiRoute/filesystem')).toEqual([route])
    expect(await names('airoute', 'filesystem')).toEqual([route])
  })

  it('prints names that kubectl takes', async () => {
    const { stdout } = await get(['-A', '-o', 'name', 'gateway'])
    const { code } = await full.kubectl(['get', '-n', NAMESPACE, ...stdout.trim().split('\n')])
    expect(code).toBe(0)
  })

  it('prints JSON as its schema has it', async () => {
    const check = async (args: string[], plane = full): Promise<Record<string, unknown>> => {
      const { code, stdout } = await get(['-o', 'json', ...args], plane)
      expect(code).toBe(0)
      return conforms('get', stdout) as Record<string, unknown>
    }
    expect(await check(['-A'])).toMatchObject({
      summary: { resources: 4, accepted: 0, notAccepted: 1, unknown: 3 },
      resources: [
        { resource: { kind: 'Gateway' } },
        {
          resource: { kind: 'HTTPRoute', namespace: 'edge', name: 'web' },
          accepted: 'False',
          reason: 'NotAllowedByListeners',
          message: 'the listener takes no routes of this namespace',
          pointsTo: [
            { as: 'parent', kind: 'Gateway', namespace: NAMESPACE, name: 'agentgateway' },
            { as: 'backend', kind: 'Service', namespace: 'edge', name: 'web' },
          ],
        },
        { resource: { kind: 'AIRoute' } },
        { resource: { kind: 'MCPBackend' } },
      ],
    })
    expect(await check([], bare)).toMatchObject({ summary: { resources: 0 }, resources: [] })
  })

  it('takes the namespace of agentgw.yaml where none is named', async () => {
    writeFileSync(join(full.directory, 'agentgw.yaml'), 'name: test\nnamespace: edge\n')
    const names = async (...args: string[]): Promise<string> => (await get(['-o', 'name', ...args])).stdout
    expect(await names()).toBe('httproute.gateway.networking.k8s.io/web\n')
    expect(await names('-n', NAMESPACE)).toContain('filesystem')
    writeFileSync(join(full.directory, 'agentgw.yaml'), '{')
    expect((await get()).code).toBe(2)
    expect((await get(['-n', 'edge'])).code).toBe(0)
    rmSync(join(full.directory, 'agentgw.yaml'))
  })

  it('says when there is nothing, or no such kind', async () => {
    const empty = await get(['-n', 'default'])
    expect(empty).toMatchObject({ code: 0, stdout: '' })
    expect(empty.stderr).toContain('No resources found in default namespace.')
    const unserved = await get([], bare)
    expect(unserved).toMatchObject({ code: 0, stdout: '' })
    expect(unserved.stderr).toContain('MCPBackend')
    expect(unserved.stderr).toContain('kubectl agentgw install')
  })

  it.each([
    [2, 'usage', ['service']],
    [2, 'usage', ['nosuchkind/a']],
    [2, 'usage', ['--nosuchflag']],
    [3, 'not-found', ['nosuchname']],
    [3, 'not-found', ['mcpbackend/nosuchname']],
    [3, 'no-such-context', ['--context', 'nosuchcontext']],
    [3, 'kubeconfig-unreadable', ['--kubeconfig', '/nowhere/config']],
    [2, 'usage', ['-l', '=!']],
  ])('exit %i, %s: get %j', async (exit, code, args) => {
    const { code: actual, stdout, stderr } = await get(args)
    expect(actual).toBe(exit)
    expect(stderr).toContain(`[${code}]`)
    expect(stderr).not.toContain('    at ')
    expect(stdout).toBe('')
  })

  it.each(['size>9,size < 11', '!a, b in (c,d)', 'a!=b,c==d'])(
    'the API server takes -l "%s" too',
    async (selector) => {
      expect(await get(['-l', selector])).toMatchObject({ code: 0 })
    },
  )

  it('says what the user may not do, and that there is no cluster', async () => {
    const refused = await runCli(['get'], { env: { KUBECONFIG: full.user('bob') } })
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('User "bob" cannot list')
    expect(refused.stderr).toContain('[forbidden]')
    const none = await runCli(['get'])
    expect(none.code).toBe(3)
    expect(none.stderr).toContain('[no-kubeconfig]')
  })
})
