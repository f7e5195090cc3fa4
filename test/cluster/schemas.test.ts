/** `schemas pull` from a real API server: what it serves is the same text as the files that were applied to it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT, runCli } from '../cli/run.ts'
import { tree } from '../cli/tree.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import type { ExecResult } from '../setup/exec.ts'

const FOLDER = '.agentgw/schemas'
const LOCK = `${FOLDER}/schemas.lock.json`
const ROUTE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
  - filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 80}, percent: 101}}]
`

let plane: ControlPlane
let gatewayApi: string
let base: string
beforeAll(async () => {
  gatewayApi = await gatewayApiCrds()
  plane = await startControlPlane({ crds: [gatewayApi, join(ROOT, 'schemas/crds')] })
})
afterAll(async () => {
  await plane.stop()
})
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-schemas-'))
  put('agentgw.yaml', 'name: x\n')
  put('manifests/route.yaml', ROUTE)
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
}
const run = (args: readonly string[], kubeconfig = plane.kubeconfig): Promise<ExecResult> =>
  runCli(args, { cwd: base, env: { KUBECONFIG: kubeconfig } })
const pull = (...args: string[]): Promise<ExecResult> => run(['schemas', 'pull', ...args])
const summaryOf = async (...args: string[]): Promise<unknown> =>
  (JSON.parse((await pull('-o', 'json', ...args)).stdout) as { summary: unknown }).summary

describe('from a cluster', () => {
  it('takes what it serves of the groups, with its release, and validate uses it', async () => {
    expect(await run(['validate'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('by outline') as string,
    })
    const { code, stdout, stderr } = await pull()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^added +httproutes\.gateway\.networking\.k8s\.io +v1\.6\.1 standard +cluster$/m)
    const lock = JSON.parse(readFileSync(join(base, LOCK), 'utf8')) as {
      kubernetes: string
      crds: { name: string }[]
    }
    expect(lock.kubernetes).toMatch(/^v1\.\d+\.\d+/)
    expect(lock.crds.map(({ name }) => name)).toContain('mcpbackends.agentgateway.dev')
    expect(await run(['validate', '-o', 'json'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('"code": "out-of-range"') as string,
    })
    // What apply would send is held to it, too.
    expect(await run(['apply', '--dry-run'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('out-of-range') as string,
    })
  })

  it('gives the same files as the CRDs that were applied', async () => {
    await pull()
    const before = tree(join(base, FOLDER))
    expect(await summaryOf()).toMatchObject({ added: 0, updated: 0, repaired: 0, removed: 0 })
    expect((await pull(gatewayApi, join(ROOT, 'schemas/crds'))).code).toBe(0)
    const after = tree(join(base, FOLDER))
    const { 'schemas.lock.json': _before, ...files } = before
    const { 'schemas.lock.json': _after, ...again } = after
    expect(again).toEqual(files)
  })

  it("gives the same files as agentgateway's CRDs", async (ctx) => {
    const upstream = upstreamCrds()
    if (upstream === undefined) return ctx.skip(NEEDS_UPSTREAM_CRDS)
    const applied = await plane.kubectl(['apply', '--server-side', '-f', upstream])
    expect(applied.stderr).toBe('')
    await pull()
    const before = tree(join(base, FOLDER))
    await pull(upstream)
    for (const [name, text] of Object.entries(tree(join(base, FOLDER))))
      if (name !== 'schemas.lock.json') expect(text === before[name], name).toBe(true)
  })

  it('--check sees what became another in the cluster, and what is gone from it', async () => {
    const gizmo = (limit: number): string =>
      JSON.stringify({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'gizmos.check.agentgw.dev' },
        spec: {
          group: 'check.agentgw.dev',
          scope: 'Namespaced',
          names: { kind: 'Gizmo', plural: 'gizmos' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: { spec: { type: 'integer', maximum: limit } },
                },
              },
            },
          ],
        },
      })
    const check = (): Promise<unknown> => summaryOf('--check', '--group', 'check.agentgw.dev')
    await plane.kubectl(['apply', '-f', '-'], { input: gizmo(5) })
    await pull('--group', 'check.agentgw.dev')
    expect((await pull('--check')).code).toBe(0)
    await plane.kubectl(['apply', '-f', '-'], { input: gizmo(6) })
    // Without --group, too: what the lock names is asked for.
    expect((await pull('--check')).code).toBe(1)
    expect(await check()).toMatchObject({ updated: 1 })
    await plane.kubectl(['delete', 'crd', 'gizmos.check.agentgw.dev'])
    expect(await check()).toMatchObject({ removed: 1, updated: 0 })
    expect((await pull('--check')).code).toBe(1)
  })

  it('needs the right to list CRDs, and a cluster that answers', async () => {
    const forbidden = await run(['schemas', 'pull'], plane.user('nobody'))
    expect(forbidden).toMatchObject({ code: 3, stderr: expect.stringContaining('[forbidden]') as string })
    expect(forbidden.stderr).toContain('customresourcedefinitions')
    const config = readFileSync(plane.kubeconfig, 'utf8').replace(plane.url, 'https://127.0.0.1:1')
    put('gone.kubeconfig', config)
    expect(await run(['schemas', 'pull', '--check'], join(base, 'gone.kubeconfig'))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[cluster-unreachable]') as string,
    })
    expect(Object.keys(tree(base))).not.toContain(LOCK)
  })
})
