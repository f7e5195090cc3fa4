/** What becomes of the lock on a cluster that serves no admission policies, as Kubernetes before 1.30 does not. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lock, readLocks } from '../../src/apply/locks.ts'
import { lockable } from '../../src/apply/lock-policy.ts'
import { connect } from '../../src/cluster/connect.ts'
import { refOf } from '../../src/model/resource.ts'
import { runCli } from '../cli/run.ts'
import { kubernetesMinor } from '../controlplane/assets.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { lockOn, objectOf } from './lock-cluster.ts'

const PLUGINS = [
  'ServiceAccount',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
  ...(kubernetesMinor() < 32 ? [] : ['MutatingAdmissionPolicy']),
  'MutatingAdmissionWebhook',
]

let plane: ControlPlane

beforeAll(async () => {
  plane = await startControlPlane({
    flags: [
      '--runtime-config=admissionregistration.k8s.io/v1=false',
      `--disable-admission-plugins=${PLUGINS.join(',')}`,
    ],
  })
})
afterAll(() => plane.stop())

it('a lock is written all the same, and makes the namespace for it', async () => {
  const cluster = await connect({ kubeconfig: plane.kubeconfig, env: {} })
  const held = lockOn(refOf(objectOf('MCPBackend', 'a', 'fs')))
  await Promise.all([
    lock(cluster, 'a', [held]),
    lock(cluster, 'b', [{ ...held, ref: { ...held.ref, namespace: 'b' } }]),
  ])
  expect([...(await readLocks(cluster)).values()].map(({ ref }) => ref.namespace).sort()).toEqual(['a', 'b'])
})

const install = (...args: string[]) => runCli(['install', ...args], { env: { KUBECONFIG: plane.kubeconfig } })

it('install does all the rest, and says once what it could not do', async () => {
  for (const [dryRun, state, count] of [
    [['--dry-run'], 'created (dry run)', 6],
    [[], 'created', 6],
    [[], 'unchanged', 7],
  ] as const) {
    const { code, stdout, stderr } = await install(...dryRun)
    expect(code).toBe(3)
    const done = stdout.trimEnd().split('\n')
    expect(done).toHaveLength(7)
    expect(done.filter((line) => line.endsWith(` ${state}`))).toHaveLength(count)
    expect(stderr).toMatch(
      /^error: .*Kubernetes v1\..* ValidatingAdmissionPolicy: .*\[not-locked\]\nhint: .*\n$/,
    )
  }
  const { code, stdout } = await install('-o', 'json')
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({ summary: { unchanged: 7, failed: 4 } })
  expect((await install('--crds-only')).code).toBe(0)
})

it('nothing can be locked there, and the version is named', async () => {
  const found = await lockable(await connect({ kubeconfig: plane.kubeconfig, env: {} }))
  expect(found).toMatchObject({ is: 'not-served', error: { code: 'not-locked', exit: 3 } })
  expect((found as { error: Error }).error.message).toMatch(/Kubernetes v1\./)
})
