/** The views of `get` on a gateway of which some is revoked, for users who may see all of it or only a part. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { GATEWAY, NAMESPACE } from './gateway.ts'
import { must, startLockable } from './lock-cluster.ts'

const OBJECTS = `${GATEWAY}apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: files, namespace: ${NAMESPACE}}
spec: {mcp: {stdio: {cmd: npx, args: ["@scope/files", "--token=hunter2-hunter2"]}}}
---
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: other, namespace: ${NAMESPACE}, labels: {agentgw.dev/folder: lab}}
spec: {mcp: {stdio: {cmd: uvx, args: [other]}}}
---
apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: files, namespace: ${NAMESPACE}, labels: {team: a}}
spec:
  parentRefs: [{name: agentgateway}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /mcp/files}}]
    backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: files}]
  - matches: [{path: {type: PathPrefix, value: /mcp/other}}]
    backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: other}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: edge}
spec:
  parentRefs: [{name: agentgateway, namespace: ${NAMESPACE}, sectionName: http}]
  rules: [{backendRefs: [{name: kept, port: 80}, {name: lost, port: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: kept, namespace: edge}
spec: {ports: [{port: 80}]}
`

let plane: ControlPlane
let id: string

beforeAll(async () => {
  plane = await startLockable()
  await must(plane, ['apply', '-f', '-'], OBJECTS)
  const revoked = await agentgw(plane.kubeconfig, 'revoke', 'mcpbackend/files', '--reason', 'reads too much')
  expect(revoked.code, revoked.stderr).toBe(0)
  id = /revocation (\S+)/.exec(revoked.stdout + revoked.stderr)?.[1] ?? ''
})
afterAll(() => plane.stop())

const agentgw = (kubeconfig: string, ...args: readonly string[]): Promise<ExecResult> =>
  runCli(args, { cwd: plane.directory, env: { KUBECONFIG: kubeconfig } })
const get = (...args: readonly string[]): Promise<ExecResult> => agentgw(plane.kubeconfig, 'get', ...args)

/** Lines without their last columns, and without the denial's name, which ends in a digest. */
const shape = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/(?<=[\w)]) {3,}.*/, '').replace(/(revoked-mcpbackend-files)-\w+/, '$1'))

it('-o tree: the whole way of a call, with what is revoked and what is missing', async () => {
  const { code, stdout, stderr } = await get('-A', '-o', 'tree')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(shape(stdout)).toEqual([
    `gateway/agentgateway -n ${NAMESPACE}`,
    '├─ gatewayclass/agentgateway',
    '├─ listener http',
    '│  └─ httproute/web -n edge',
    '│     ├─ service/kept',
    '│     └─ service/lost',
    '└─ airoute/files',
    '   ├─ mcpbackend/files',
    '   │  └─ agentgatewaypolicy/revoked-mcpbackend-files',
    '   └─ mcpbackend/other',
    '',
  ])
  const line = (word: string): string => stdout.split('\n').find((one) => one.includes(word)) ?? ''
  expect(line('service/lost')).toMatch(/ \(missing\)$/)
  expect(line('gatewayclass/')).toMatch(/ \(missing\)$/)
  expect(line('mcpbackend/files ')).toContain('(revoked)')
  expect(line('mcpbackend/files ')).toMatch(new RegExp(`revoked by \\S+, \\S+ \\(${id}\\): reads too much$`))
  expect(stdout).not.toContain('hunter2')
})

it('-o tree of one namespace, kind, name or label: the ways that lead through it', async () => {
  const tree = async (...args: string[]): Promise<string[]> =>
    shape((await get('-o', 'tree', ...args)).stdout)
  expect(await tree('-n', 'edge')).toEqual([
    `gateway/agentgateway -n ${NAMESPACE}`,
    '└─ listener http',
    '   └─ httproute/web -n edge',
    '      ├─ service/kept',
    '      └─ service/lost',
    '',
  ])
  const through = [`gateway/agentgateway -n ${NAMESPACE}`, '└─ airoute/files', '   └─ mcpbackend/other', '']
  expect(await tree('mcpbackend/other')).toEqual(through)
  expect((await tree('-l', 'team=a')).length).toBe(6)
  expect((await get('-o', 'tree', 'nosuchname')).code).toBe(3)
})

it('a table says what is revoked, by whom and why', async () => {
  const { code, stdout, stderr } = await get()
  expect(code).toBe(0)
  expect(stdout).toMatch(/^MCPBackend +files +Revoked +- +-$/m)
  expect(stdout).toMatch(/^AIRoute .* mcpbackend\/files \(revoked\), mcpbackend\/other /m)
  expect(stderr).toMatch(
    new RegExp(`^note: mcpbackend/files -n ${NAMESPACE} is revoked by .*\\(${id}\\): reads too much$`, 'm'),
  )
  const wide = await get('-o', 'wide', 'mcpbackend')
  expect(wide.stdout).toMatch(new RegExp(`^MCPBackend +files .* @scope/files +revoked by .*${id}`, 'm'))
  expect(wide.stdout).toMatch(/^MCPBackend +other .* lab +other +-$/m)
  // kubectl could not find it.
  expect((await get('-o', 'name', 'mcpbackend')).stdout).toBe('mcpbackend.agentgateway.dev/other\n')
})

it('JSON and YAML say the same, as the schema has it', async () => {
  const { stdout } = await get('-o', 'json', '-A')
  const json = conforms('get', stdout)
  expect(parse((await get('-o', 'yaml', '-A')).stdout)).toEqual(json)
  const { summary, resources } = json as {
    summary: object
    resources: { resource: { kind: string; name: string }; pointsTo: object[] }[]
  }
  expect(summary).toMatchObject({ resources: 6, revoked: 1 })
  const of = (kind: string, name: string) =>
    resources.find(({ resource }) => resource.kind === kind && resource.name === name)
  expect(of('MCPBackend', 'files')).toMatchObject({
    reason: 'Revoked',
    revoked: { id, reason: 'reads too much' },
  })
  expect(of('MCPBackend', 'files')).not.toHaveProperty('created')
  expect(of('AIRoute', 'files')?.pointsTo).toMatchObject([
    {},
    { name: 'files', gone: 'Revoked' },
    { name: 'other' },
  ])
})

it('a part that is revoked is told of the whole', async () => {
  const parted = await agentgw(plane.kubeconfig, 'revoke', 'mcpbackend/other', '--tool', 'write_*')
  expect(parted.code, parted.stderr).toBe(0)
  const { stderr } = await get('mcpbackend/other')
  expect(stderr).toMatch(/^note: mcpbackend\/other#:write_\* -n \S+ is revoked by /m)
  const { stdout } = await get('mcpbackend/other', '-o', 'json')
  expect(JSON.parse(stdout)).toMatchObject({
    resources: [{ resource: { name: 'other' }, revokedParts: [{ part: { tool: 'write_*' } }] }],
  })
  await agentgw(plane.kubeconfig, 'restore', 'mcpbackend/other')
})

it('-o mermaid draws the same', async () => {
  const { code, stdout } = await get('-A', '-o', 'mermaid')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^flowchart LR\n/)
  expect(stdout).toMatch(/^ {2}n\d+\["MCPBackend<br\/>files .*<br\/>revoked"\]:::revoked$/m)
  expect(stdout).toMatch(/^ {2}n\d+\["Service<br\/>lost -n edge<br\/>missing"\]:::missing$/m)
})

it('who may see one namespace only gets its tree, and nothing beyond is called missing', async () => {
  const rules = [
    '--resource=gateways.gateway.networking.k8s.io,httproutes.gateway.networking.k8s.io,services',
    '--resource=mcpbackends.agentgateway.dev,airoutes.agentgateway.dev',
    '--resource=agentgatewaybackends.agentgateway.dev,agentgatewaypolicies.agentgateway.dev',
  ]
  await must(plane, ['create', 'role', 'viewer', '-n', 'edge', '--verb=get,list', ...rules])
  await must(plane, ['create', 'rolebinding', 'viewer', '-n', 'edge', '--role=viewer', '--user=vera'])
  const { code, stdout, stderr } = await agentgw(plane.user('vera'), 'get', '-n', 'edge', '-o', 'tree')
  expect(code).toBe(0)
  expect(shape(stdout)).toEqual([
    `gateway/agentgateway -n ${NAMESPACE}`,
    '└─ httproute/web -n edge of http',
    '   ├─ service/kept',
    '   └─ service/lost',
    '',
  ])
  expect(stdout).toMatch(/^gateway\/agentgateway -n \S+$/m)
  expect(stdout).toMatch(/service\/lost +\(missing\)$/m)
  expect(stderr).toMatch(/^note: what is revoked is not known: .*\[forbidden\]$/m)
  expect(stderr).toMatch(/^note: GRPCRoute could not be seen: .*\[forbidden\]$/m)
})
