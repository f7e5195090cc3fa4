/**
 * `revoke --restart-bridge` with the built binary on a real API server. No controllers run there: a restart is seen as the
 * annotation of the pod template that makes a controller replace the pods.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import { BRIDGE_LABEL, RESTARTED_AT } from '../../src/model/bridge.ts'
import type { Resource } from '../../src/model/resource.ts'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'
import { must, startLockable } from './lock-cluster.ts'

let plane: ControlPlane
let root: string

beforeAll(async () => {
  plane = await startLockable()
  await must(plane, ['create', 'namespace', NAMESPACE])
}, 240_000)
afterAll(() => plane.stop())

const deployment = (name: string, labels: Record<string, string>): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE, labels },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'bridge', image: 'example.com/bridge:1' }] },
    },
  },
})

const shared: Resource = {
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE },
  spec: {
    mcp: {
      targets: ['files', 'web'].map((name) => ({
        name,
        static: { backendRef: { name }, port: 80, protocol: 'StreamableHTTP' },
      })),
    },
  },
}
const service = (name: string): Resource => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE },
  spec: { selector: { app: name }, ports: [{ port: 80 }] },
})

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-bridge-'))
  await must(plane, ['delete', 'deployment,service', '--all', '-n', NAMESPACE])
  await must(
    plane,
    ['apply', '--server-side', '-f', '-'],
    stringify([
      backend('fs'),
      route('fs', ['fs']),
      shared,
      deployment('bridge', { [BRIDGE_LABEL]: 'fs' }),
      ...['files', 'web'].flatMap((name) => [service(name), deployment(name, {})]),
    ]),
  )
  return async () => {
    await run('restore', '--all', '-A')
    rmSync(root, { recursive: true, force: true })
  }
})

const run = (...args: string[]) => runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })

/** When each Deployment was restarted. */
const restarts = async (): Promise<Record<string, string>> => {
  const text = await must(plane, ['get', 'deployment', '-n', NAMESPACE, '-o', 'json'])
  const { items } = JSON.parse(text) as {
    items: {
      metadata: { name: string }
      spec: { template: { metadata: { annotations?: Record<string, string> } } }
    }[]
  }
  return Object.fromEntries(
    items.flatMap(({ metadata: { name }, spec }) => {
      const at = spec.template.metadata.annotations?.[RESTARTED_AT]
      return at === undefined ? [] : [[name, at]]
    }),
  )
}

interface Report {
  restarted?: { kind: string; name: string }[]
  notes: string[]
  problems: { code: string; message: string }[]
}

const revoke = async (code: number, ...args: string[]): Promise<Report> => {
  const result = await run('revoke', ...args, '-o', 'json')
  expect(result.code, result.stdout + result.stderr).toBe(code)
  conforms('revoke', result.stdout)
  return JSON.parse(result.stdout) as Report
}

describe('--restart-bridge', () => {
  it('restarts, last, what serves the target, and nothing else', async () => {
    const plan = await run('revoke', 'fs', '--restart-bridge', '--dry-run=server', '-o', 'json')
    expect(plan.code, plan.stderr).toBe(0)
    conforms('kill-switch-plan', plan.stdout)
    const { steps } = JSON.parse(plan.stdout) as { steps: { do: string; resource?: { name: string } }[] }
    expect(steps.at(-1)).toMatchObject({ do: 'restart', resource: { name: 'bridge' } })
    expect(await restarts()).toEqual({})

    const { restarted, notes } = await revoke(0, 'fs', '--restart-bridge')
    expect(restarted).toMatchObject([{ kind: 'Deployment', name: 'bridge' }])
    expect(notes.join('\n')).toMatch(
      /deployment\/bridge .* restarts: .* 30 s[^]*what else may be open: streams/,
    )
    const first = await restarts()
    expect(Object.keys(first)).toEqual(['bridge'])

    // Who thinks of it later finds it by its label, though the backend is gone.
    expect((await revoke(0, 'fs')).restarted).toBeUndefined()
    expect(await restarts()).toEqual(first)
    // The time of a restart is told in seconds, as kubectl does.
    await sleep(1100)
    expect((await revoke(0, 'fs', '--restart-bridge')).restarted).toHaveLength(1)
    expect((await restarts())['bridge']).not.toBe(first['bridge'])
  })

  it('of a part restarts what serves that part', async () => {
    await revoke(0, 'agbe/shared#files', '--restart-bridge')
    expect(Object.keys(await restarts())).toEqual(['files'])
  })

  it('says so where nothing is found', async () => {
    await must(plane, ['label', 'deployment', 'bridge', '-n', NAMESPACE, `${BRIDGE_LABEL}-`])
    const { restarted, notes } = await revoke(0, 'fs', '--restart-bridge')
    expect(restarted).toEqual([])
    expect(notes.join('\n')).toContain('no Deployment was found that serves mcpbackend/fs')
  })

  it('without the right to it, everything else is done, and it is told', async () => {
    for (const where of [
      ['clusterrolebinding', 'rita', '--clusterrole=agentgw-responder'],
      ['rolebinding', 'rita', '-n', 'agentgw-system', '--role=agentgw-responder'],
    ])
      await must(plane, ['create', ...where, '--user=rita'])
    const { code, stdout } = await runCli(['revoke', 'fs', '--restart-bridge', '-o', 'json'], {
      cwd: root,
      env: { KUBECONFIG: plane.user('rita') },
    })
    expect(code).toBe(3)
    const { problems } = JSON.parse(stdout) as Report
    expect(problems.map((problem) => problem.code)).toEqual(['bridge-not-restarted'])
    expect(await must(plane, ['get', 'mcpbackend', '-n', NAMESPACE, '-o', 'name'])).toBe('')
  })
})
