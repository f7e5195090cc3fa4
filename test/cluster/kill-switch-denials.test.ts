/** What the gateway's controller says of the denials of a revocation. It runs in no test: its words are written for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import { denialName } from '../../src/model/deny.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { NAMESPACE } from '../fixtures/objects.ts'
import { must } from './lock-cluster.ts'

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
const gatewayClass: Resource = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'agentgateway' },
  spec: { controllerName: 'agentgateway.dev/agentgateway' },
}

let plane: ControlPlane
let root: string

const upstream = upstreamCrds()

beforeAll(async () => {
  if (upstream === undefined) return
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), upstream] })
  await must(plane, ['create', 'namespace', NAMESPACE])
  const { code, stderr } = await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  expect(code, stderr).toBe(0)
}, 240_000)
afterAll(() => (upstream === undefined ? undefined : plane.stop()))

beforeEach(async (context) => {
  if (upstream === undefined) context.skip(NEEDS_UPSTREAM_CRDS)
  root = mkdtempSync(join(tmpdir(), 'agentgw-denials-'))
  await must(plane, ['delete', 'configmap,secret', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'agpol,agbe', '--all', '-A'])
  await plane.kubectl(['delete', 'gatewayclass', '--all'])
  await must(plane, ['apply', '--server-side', '-f', '-'], stringify([shared]))
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const patchStatus = (what: string, status: object) =>
  plane.kubectl([
    'patch',
    what,
    '-n',
    NAMESPACE,
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status }),
  ])
const at = { lastTransitionTime: '2026-01-01T00:00:00Z', message: 'as it says', observedGeneration: 1 }

/** A controller is there. */
const announce = async (): Promise<void> => {
  await must(plane, ['apply', '-f', '-'], stringify([gatewayClass]))
  const accepted = { type: 'Accepted', status: 'True', reason: 'Accepted', ...at }
  await patchStatus('gatewayclass/agentgateway', { conditions: [accepted] })
}
/** It speaks as soon as there is a denial. */
const answer = async (accepted: string, attached: string): Promise<void> => {
  const conditions = [
    { type: 'Accepted', status: accepted === 'Invalid' ? 'False' : 'True', reason: accepted, ...at },
    { type: 'Attached', status: attached === 'Attached' ? 'True' : 'False', reason: attached, ...at },
  ]
  const ancestorRef = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'agentgateway' }
  const ancestors = [{ ancestorRef, controllerName: 'agentgateway.dev/agentgateway', conditions }]
  const policy = denialName({ ref: refOf(shared), part: { target: 'files' } })
  while ((await patchStatus(`agpol/${policy}`, { ancestors })).code !== 0) await sleep(50)
}

interface Report {
  targets: { verdict: string; denialStatus?: object }[]
  problems: { code: string; message: string }[]
  notes: string[]
}
const revoke = async (code: number, kubeconfig = plane.kubeconfig): Promise<Report> => {
  const run = await runCli(['revoke', 'agbe/shared#files', '-o', 'json'], {
    cwd: root,
    env: { KUBECONFIG: kubeconfig },
  })
  expect(run.code, run.stderr + run.stdout).toBe(code)
  conforms('revoke', run.stdout)
  return JSON.parse(run.stdout) as Report
}

describe('the denial of a part', () => {
  it('is waited for where a controller runs, and taken', async () => {
    await announce()
    const [report] = await Promise.all([revoke(0), answer('Valid', 'Attached')])
    expect(report).toMatchObject({
      targets: [{ verdict: 'removed (not probed)', denialStatus: { is: 'taken' } }],
      problems: [],
    })
  })

  it.each(['PartiallyValid', 'Invalid'])(
    'that is %s leaves the part live, also at the next run',
    async (reason) => {
      await announce()
      const [report] = await Promise.all([revoke(3), answer(reason, 'Attached')])
      const expected = {
        targets: [{ verdict: 'still live', denialStatus: { is: 'refused', reason } }],
        problems: [{ code: 'denial-refused', message: expect.stringContaining(reason) as string }],
      }
      expect(report).toMatchObject(expected)
      expect(await revoke(3)).toMatchObject(expected)
      const restored = await runCli(['restore', 'agbe/shared'], {
        cwd: root,
        env: { KUBECONFIG: plane.kubeconfig },
      })
      expect(restored.code, restored.stderr).toBe(0)
      const [later] = await Promise.all([revoke(3), answer(reason, 'Attached')])
      expect(later).toMatchObject(expected)
      await answer('Valid', 'Attached')
      expect(await revoke(0)).toMatchObject({ targets: [{ denialStatus: { is: 'taken' } }] })
    },
  )

  it('that is attached to nothing is not known to hold', async () => {
    await announce()
    const [report] = await Promise.all([revoke(3), answer('Valid', 'Pending')])
    expect(report).toMatchObject({
      targets: [{ verdict: 'not known', denialStatus: { is: 'pending', reason: 'Pending' } }],
      problems: [{ code: 'denial-not-taken' }],
    })
  })

  it('is a note where there is no controller', async () => {
    expect(await revoke(0)).toMatchObject({
      targets: [{ verdict: 'removed (not probed)', denialStatus: { is: 'pending' } }],
      problems: [],
      notes: [expect.stringContaining('no controller has said yet') as string],
    })
  })

  it('is seen by who may look in one namespace alone', async () => {
    for (const [namespace, role] of [
      [NAMESPACE, '--clusterrole=agentgw-responder'],
      ['agentgw-system', '--role=agentgw-responder'],
    ] as const)
      await must(plane, ['create', 'rolebinding', 'on-call', '-n', namespace, role, '--user=rita'])
    const user = plane.user('rita')
    expect(await revoke(0, user)).toMatchObject({ targets: [{ verdict: 'removed (not probed)' }] })
    const run = await runCli(['revocations', 'verify', '-o', 'json'], {
      cwd: root,
      env: { KUBECONFIG: user },
    })
    conforms('revocations-verify', run.stdout)
    // Whether the lock is enforced needs a right of the cluster.
    expect(run.code, run.stderr).toBe(3)
    expect(JSON.parse(run.stdout)).toMatchObject({
      targets: [{ cluster: 'denied', lock: 'not seen' }],
      findings: [],
      problems: [{ code: 'not-seen' }],
    })
  })
})
