/**
 * Others at work while something is revoked: a cluster administrator, and a loop that behaves as Flux does, bring the
 * objects back and change the denial, again and again. AGENTGW_WRITERS_SECONDS says for how long (default 6).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { ClusterError } from '../../src/model/cluster-error.ts'
import { POLICY, REVOCATION_LABEL } from '../../src/model/deny.ts'
import { type Resource, type ResourceRef, refOf } from '../../src/model/resource.ts'
import { runCli } from '../cli/run.ts'
import { variable } from '../controlplane/assets.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const SECONDS = Number(variable(process.env, 'AGENTGW_WRITERS_SECONDS') ?? 6)
const OTHER = { group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'other' }
const FLUX = { manager: 'kustomize-controller', force: true }

const upstream = upstreamCrds()
let plane: ControlPlane
let root: string
const owned = { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }
const objects = [backend('fs', owned), route('fs', ['fs'], owned)]
const elsewhere = backend('fs', { namespace: 'elsewhere' })
const otherKind: Resource = {
  ...backend('fs'),
  kind: 'AgentgatewayBackend',
  spec: { mcp: { targets: [{ name: 'a', static: { host: 'a.example.com', port: 80 } }] } },
}

beforeAll(async () => {
  if (upstream === undefined) return
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), upstream] })
  root = mkdtempSync(join(tmpdir(), 'agentgw-writers-'))
  for (const name of [NAMESPACE, 'elsewhere']) await plane.kubectl(['create', 'namespace', name])
  expect((await agentgw('install')).code).toBe(0)
}, 240_000)
afterAll(async () => {
  if (upstream === undefined) return
  rmSync(root, { recursive: true, force: true })
  await plane.stop()
})

const agentgw = (...args: string[]) => runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })
const userOf = (name: string): Promise<Cluster> =>
  connect({ kubeconfig: plane.user(name, ['system:masters']) })

interface Tries {
  done: number
  readonly refused: Map<string, number>
}

/** Tries it all again and again until the time is over; counts what was done, and why the rest was not. */
const insist = async (until: number, ways: readonly (() => Promise<unknown>)[]): Promise<Tries> => {
  const tries: Tries = { done: 0, refused: new Map() }
  while (Date.now() < until)
    for (const way of ways)
      try {
        await way()
        tries.done++
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error
        tries.refused.set(error.code, (tries.refused.get(error.code) ?? 0) + 1)
      }
  return tries
}

/** As Flux reconciles: all as a dry run first, and then in earnest. */
const reconcile = (flux: Cluster) =>
  objects.flatMap((object) => [
    () => flux.apply(object, { ...FLUX, dryRun: true }),
    () => flux.apply(object, FLUX),
  ])

const colleague = (admin: Cluster, denial: ResourceRef) => [
  ...objects.flatMap((object) => [() => admin.create(object), () => admin.apply(object, { force: true })]),
  () => admin.patch(denial, { spec: { targetRefs: [OTHER] } }),
  () => admin.patch(denial, { spec: { backend: { mcp: { authorization: { action: 'Allow' } } } } }),
  () => admin.patch(denial, { metadata: { labels: { [REVOCATION_LABEL]: null } } }),
  () => admin.delete(denial),
]

it(
  `for ${SECONDS} s nobody brings back what is revoked, or changes its denial; after the restore they can`,
  { timeout: (SECONDS + 120) * 1000 },
  async (context) => {
    if (upstream === undefined) return context.skip(NEEDS_UPSTREAM_CRDS)
    const [flux, admin, bystander] = await Promise.all(['flux', 'colleague', 'bystander'].map(userOf))
    for (const object of objects) await flux!.apply(object, FLUX)
    expect((await agentgw('revoke', 'mcpbackend/fs', '--reason', 'test', '--yes')).code).toBe(0)
    const [denial] = await admin!.list(POLICY, { selector: REVOCATION_LABEL })
    expect(denial).toBeDefined()

    const until = Date.now() + SECONDS * 1000
    const [byFlux, byColleague, byBystander] = await Promise.all([
      insist(until, reconcile(flux!)),
      insist(until, colleague(admin!, refOf(denial!))),
      insist(
        until,
        [elsewhere, otherKind].flatMap((object) => [
          () => bystander!.apply(object),
          () => bystander!.delete(refOf(object)),
        ]),
      ),
    ])
    const told = { flux: [...byFlux.refused], colleague: [...byColleague.refused], others: byBystander.done }
    console.log(`refused, and done by others: ${JSON.stringify(told)}`)
    for (const { done, refused } of [byFlux, byColleague]) {
      expect(done).toBe(0)
      expect([...refused.keys()]).toEqual(['revoked'])
      expect(refused.get('revoked')).toBeGreaterThan(8)
    }
    expect(byBystander.refused).toEqual(new Map())
    expect(byBystander.done).toBeGreaterThan(8)
    expect(await admin!.get(refOf(denial!))).toEqual(denial)
    for (const object of objects) expect(await admin!.get(refOf(object))).toBeUndefined()

    expect((await agentgw('restore', 'fs', '--yes')).code).toBe(0)
    for (const way of reconcile(flux!)) await way()
    for (const object of objects) expect(await admin!.delete(refOf(object))).toBe(true)
    for (const object of objects) await admin!.create(object)
  },
)
