/** A control plane with this program installed, and what the tests of the lock do to it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Lock } from '../../src/model/lock.ts'
import type { Resource, ResourceRef } from '../../src/model/resource.ts'
import { runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { upstreamCrds } from '../controlplane/upstream.ts'

export const clock = {
  now: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal ? { signal } : {}),
}

const GROUP = 'agentgateway.dev'

/** Upstream's kinds with any fields at all, where their CRDs are not at hand. */
const shapeless = (kind: string, plural: string, shortName: string): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List`, shortNames: [shortName] },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
})

/** With all kinds that can be locked, where this program is not installed. */
export const startWithKinds = async (): Promise<ControlPlane> => {
  const upstream = upstreamCrds()
  const plane = await startControlPlane({ crds: [await gatewayApiCrds(), ...(upstream ? [upstream] : [])] })
  if (upstream === undefined) {
    const kinds = [
      shapeless('AgentgatewayBackend', 'agentgatewaybackends', 'agbe'),
      shapeless('AgentgatewayPolicy', 'agentgatewaypolicies', 'agpol'),
    ]
    await must(plane, ['apply', '-f', '-'], kinds.map((crd) => JSON.stringify(crd)).join('\n---\n'))
    await must(plane, ['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  }
  return plane
}

export const startLockable = async (): Promise<ControlPlane> => {
  const plane = await startWithKinds()
  const { code, stderr } = await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  if (code !== 0) throw new Error(stderr)
  return plane
}

export const must = async (plane: ControlPlane, args: readonly string[], input = ''): Promise<string> => {
  const { code, stdout, stderr } = await plane.kubectl(args, { input })
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** A user in no group but these: `system:masters` may do everything. */
export const userOf = (plane: ControlPlane, name: string, groups: readonly string[] = []): Promise<Cluster> =>
  connect({ kubeconfig: plane.user(name, groups), env: {} })

const SPECS: Readonly<Record<string, object>> = {
  MCPBackend: { mcp: { stdio: { cmd: 'npx' } } },
  AIRoute: {
    parentRefs: [{ name: 'gw' }],
    rules: [{ backendRefs: [{ group: GROUP, kind: 'MCPBackend', name: 'fs' }] }],
  },
  AgentgatewayBackend: { static: { host: 'example.com', port: 80 } },
  HTTPRoute: { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'fs', port: 80 }] }] },
  AgentgatewayPolicy: {
    targetRefs: [{ group: GROUP, kind: 'AgentgatewayBackend', name: 'fs' }],
    backend: { mcp: { authorization: { action: 'Deny', policy: { matchExpressions: ['true'] } } } },
  },
}

export const objectOf = (kind: string, namespace: string, name: string): Resource => ({
  apiVersion: kind === 'HTTPRoute' ? 'gateway.networking.k8s.io/v1' : `${GROUP}/v1alpha1`,
  kind,
  metadata: {
    name,
    namespace,
    ...(kind === 'AgentgatewayPolicy' ? { labels: { 'agentgw.dev/revocation': 'r1' } } : {}),
  },
  spec: SPECS[kind],
})

export const lockOn = (ref: ResourceRef, id = 'r1'): Lock => ({
  ref,
  id,
  who: 'alice',
  when: '2026-09-01T10:00:00Z',
  reason: 'reads what it should not',
})

/** `done`, or the code of the refusal. */
export const outcomeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )

/** The same of kubectl; by which policy, where one said no. */
export const kubectlOutcome = async (
  plane: ControlPlane,
  args: readonly string[],
  options: { readonly input?: string; readonly kubeconfig?: string } = {},
): Promise<string> => {
  const { code, stderr } = await plane.kubectl(args, options)
  if (code === 0) return 'done'
  const policy = /ValidatingAdmissionPolicy '([^']*)'/.exec(stderr)?.[1]
  return policy ?? (/forbidden: User|\(Forbidden\)/.test(stderr) ? 'forbidden' : stderr.trim())
}
