/** `install` as a user runs it, against a real API server. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lockable } from '../../src/apply/lock-policy.ts'
import { connect } from '../../src/cluster/connect.ts'
import { parse } from '../../src/manifest/parse.ts'
import { established } from '../../src/operations/established.ts'
import { install as runInstall } from '../../src/operations/install.ts'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { CRDS } from '../fixtures/kinds/crds.ts'

const DOCUMENTS = join(ROOT, 'test/fixtures/kinds/documents.yaml')
const CRD_NAMES = CRDS.map(({ metadata }) => metadata.name)
const BACKENDS = 'mcpbackends.agentgateway.dev'
const backends = CRDS.find(({ metadata }) => metadata.name === BACKENDS)!

let controlPlane: ControlPlane

const install = (...args: string[]) =>
  runCli(['install', ...args], { env: { KUBECONFIG: controlPlane.kubeconfig } })

const kubectl = async (args: readonly string[], input = ''): Promise<string> => {
  const { code, stdout, stderr } = await controlPlane.kubectl(args, { input })
  expect(code, stderr).toBe(0)
  return stdout
}

const crdNames = async (): Promise<string[]> =>
  (await kubectl(['get', 'crd', '-o', 'jsonpath={.items[*].metadata.name}'])).split(' ').filter(Boolean)

const namespaces = async (): Promise<string> => kubectl(['get', 'namespace', '-o', 'name'])

const revision = (name: string): Promise<string> =>
  kubectl(['get', 'crd', name, '-o', 'jsonpath={.metadata.resourceVersion}'])

const put = (crd: unknown): Promise<string> =>
  kubectl(['apply', '--server-side', '--field-manager=somebody', '-f', '-'], JSON.stringify(crd))

/** The summary's counts that are not 0, of a run that must end with `code`. */
const outcome = async (code: number, ...args: string[]): Promise<Record<string, number>> => {
  const result = await install('-o', 'json', ...args)
  expect(result.code, result.stderr).toBe(code)
  const report = conforms('install', result.stdout) as { summary: Record<string, number> }
  return Object.fromEntries(Object.entries(report.summary).filter(([, count]) => count > 0))
}

beforeAll(async () => {
  controlPlane = await startControlPlane()
})

afterAll(async () => {
  await controlPlane.stop()
})

/**
 * Deletes all CRDs and waits until they are gone. The API server may fail to empty a kind that it has only just begun to
 * serve ("could not list instances: storage is (re)initializing"), and then does not look again until the CRD changes.
 */
const deleteCrds = async (): Promise<void> => {
  const names = await crdNames()
  if (names.length > 0) await kubectl(['delete', 'crd', '--wait=false', ...names])
  let look = 0
  const left = async (): Promise<string[]> => {
    // Any change will do; those that went meanwhile do not matter.
    await controlPlane.kubectl(['annotate', 'crd', '--all', '--overwrite', `test/look=${++look}`])
    return crdNames()
  }
  await expect.poll(left, { timeout: 100_000, interval: 500 }).toEqual([])
}

// Before each case, so that none stands on how the one before it ended.
beforeEach(deleteCrds)

// The namespace comes last: without controllers a deleted one never goes.
describe('install --crds-only', () => {
  it('serves the kinds as soon as it ends, and changes nothing the second time', async () => {
    expect(await outcome(0, '--crds-only')).toEqual({ created: 2 })
    await kubectl(['get', 'mcpbackends,airoutes', '-A'])
    const before = await revision(BACKENDS)
    expect(await outcome(0, '--crds-only')).toEqual({ unchanged: 2 })
    expect(await revision(BACKENDS)).toBe(before)
    expect(await namespaces()).not.toContain('agentgw-system')
  })

  it.each(['client', 'server'])('--dry-run=%s says what it would do, and does nothing', async (how) => {
    expect(await outcome(0, `--dry-run=${how}`)).toEqual({ created: 11 })
    expect(await crdNames()).toEqual([])
    expect(await namespaces()).not.toContain('agentgw-system')
    await outcome(0, '--crds-only')
    expect(await outcome(0, '--crds-only', `--dry-run=${how}`)).toEqual({ unchanged: 2 })
    await kubectl(['annotate', 'crd', BACKENDS, '--overwrite', 'agentgw.dev/version=0.0.1'])
    expect(await outcome(0, '--crds-only', '--force-conflicts', `--dry-run=${how}`)).toEqual({
      configured: 1,
      unchanged: 1,
    })
  })

  it('leaves alone what others installed, and then does nothing else either', async () => {
    await put({ ...backends, metadata: { name: BACKENDS } })
    // Until then the API server writes into it itself.
    await kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', BACKENDS])
    const before = await revision(BACKENDS)
    const { code, stdout, stderr } = await install()
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(
      /^error: customresourcedefinition\/mcpbackends\.agentgateway\.dev: .*\[not-ours\]\nhint: /,
    )
    expect(await revision(BACKENDS)).toBe(before)
    expect(await crdNames()).toEqual([BACKENDS])
    expect(await namespaces()).not.toContain('agentgw-system')
  })

  it.each([
    ['1.0.0', 3],
    ['0.10.0', 3],
    ['0.1.1', 3],
    ['0.0.9', 0],
    ['', 0],
  ])('over version %j ends with %i', async (version, code) => {
    const annotations = { 'agentgw.dev/version': version }
    await put({ ...backends, metadata: { ...backends.metadata, annotations } })
    const result = await install('--crds-only', '--force-conflicts')
    expect(result.code, result.stderr).toBe(code)
    if (code === 3) expect(result.stderr).toMatch(/\[newer-installed\]/)
    const now = await kubectl([
      'get',
      'crd',
      BACKENDS,
      '-o',
      'jsonpath={.metadata.annotations.agentgw\\.dev/version}',
    ])
    expect(now).toBe(code === 3 ? version : '0.1.0')
  })

  it('takes the fields of another manager only by force', async () => {
    const names = { ...backends.spec.names, shortNames: [], categories: [] }
    await put({ ...backends, spec: { ...backends.spec, names } })
    const result = await install('--crds-only')
    expect(result.code).toBe(3)
    expect(result.stdout).toBe('customresourcedefinition/airoutes.agentgateway.dev created\n')
    expect(result.stderr).toMatch(
      /^error: .*mcpbackends\.agentgateway\.dev.*somebody.*\[field-conflict\]\nhint: /,
    )
    expect(await outcome(0, '--crds-only', '--force-conflicts')).toEqual({ configured: 1, unchanged: 1 })
    expect(await outcome(0, '--crds-only')).toEqual({ unchanged: 2 })
  })

  it('does not wait for a kind whose name another one has', async () => {
    const name = 'others.agentgateway.dev'
    const names = { kind: 'Other', plural: 'others', singular: 'other', shortNames: ['mcpbe'] }
    await put({ ...backends, metadata: { name }, spec: { ...backends.spec, names } })
    await kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', name])
    const { code, stderr } = await install('--crds-only')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error: .*mcpbackends.*mcpbe.*\[not-established\]\nhint: /)
  })

  it('does not install into something that is going away', async () => {
    await put({ ...backends, metadata: { ...backends.metadata, finalizers: ['agentgw.dev/test'] } })
    try {
      await kubectl(['delete', 'crd', BACKENDS, '--wait=false'])
      const { code, stderr } = await install('--crds-only')
      expect(code).toBe(3)
      expect(stderr).toMatch(/\[being-deleted\]/)
    } finally {
      await kubectl(['patch', 'crd', BACKENDS, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
    }
  })

  it('leaves alone a policy or a role of its name that is not its own', async () => {
    await kubectl(['create', 'clusterrole', 'agentgw-responder', '--verb=get', '--resource=pods'])
    try {
      const { code, stderr } = await install()
      expect(code).toBe(3)
      expect(stderr).toMatch(/^error: clusterrole\/agentgw-responder: .*\[not-ours\]\nhint: /)
      expect(await namespaces()).not.toContain('agentgw-system')
    } finally {
      await kubectl(['delete', 'clusterrole', 'agentgw-responder'])
    }
  })

  it('names the right that a user lacks', async () => {
    const { code, stderr } = await install('--kubeconfig', controlPlane.user('dora'))
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error: .*dora.*\[forbidden\]/)
    expect(await crdNames()).toEqual([])
  })
})

describe('waiting', () => {
  it('ends after 30 s, and says what it waited for', async () => {
    const cluster = await connect({ kubeconfig: controlPlane.kubeconfig, env: {} })
    let time = 0
    const clock = { now: () => time, sleep: (ms: number) => Promise.resolve(void (time += ms)) }
    const ref = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: BACKENDS }
    const error = await established(cluster, ref, clock).catch((refused: unknown) => refused)
    expect(error).toMatchObject({ code: 'not-established', exit: 3 })
    expect((error as Error).message).toContain(BACKENDS)
    expect(time).toBeGreaterThan(30_000)
    expect(time).toBeLessThan(31_000)
  })

  it('begins nothing more once it is interrupted', async () => {
    const cluster = await connect({ kubeconfig: controlPlane.kubeconfig, env: {} })
    const clock = { now: () => 0, sleep: () => Promise.reject(new Error('nothing to wait for')) }
    const signal = AbortSignal.abort()
    const options = {
      root: ROOT,
      crdsOnly: true,
      cluster,
      dryRun: 'none',
      force: false,
      clock,
      signal,
    } as const
    expect((await runInstall(options)).map(({ state }) => state)).toEqual(['skipped', 'skipped'])
    expect(await crdNames()).toEqual([])
  })
})

describe('install, interrupted', () => {
  it('tells what stands, where only the waiting for it was cut off', async () => {
    const cluster = await connect({ kubeconfig: controlPlane.kubeconfig, env: {} })
    const interrupted = new AbortController()
    const clock = {
      now: () => 0,
      sleep: (_: number, signal?: AbortSignal) => {
        interrupted.abort()
        return sleep(60_000, undefined, signal ? { signal } : {})
      },
    }
    // The cluster never says that a kind is established.
    const unready = new Proxy(cluster, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (name === 'get') return () => Promise.resolve(undefined)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const { signal } = interrupted
    const options = { root: ROOT, crdsOnly: true, cluster: unready, dryRun: 'none', force: false } as const
    const objects = await runInstall({ ...options, clock, signal })
    expect(objects.map(({ state, error }) => ({ state, error }))).toEqual([
      { state: 'created', error: undefined },
      { state: 'created', error: undefined },
    ])
    expect((await crdNames()).sort()).toEqual(CRD_NAMES.toSorted())
  })
})

describe('install --print', () => {
  const objects = (yaml: string): unknown[] => parse('-', yaml).documents.map(({ value }) => value)
  const byKind = (all: unknown[]): unknown[] =>
    all.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))

  it('prints without a cluster what the kustomization holds', async () => {
    const { code, stdout, stderr } = await runCli(['install', '--print'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const kustomized = await kubectl(['kustomize', join(ROOT, 'manifests/install')])
    expect(objects(stdout)).toHaveLength(11)
    expect(byKind(objects(stdout))).toEqual(byKind(objects(kustomized)))
  })

  it('--crds-only prints the CRDs alone', async () => {
    const { stdout } = await runCli(['install', '--print', '--crds-only'])
    expect(objects(stdout)).toEqual(CRDS)
  })

  it.each(['--dry-run', '--output=json', '--context=a'])('is not for use with %s', async (flag) => {
    const { code, stdout, stderr } = await runCli(['install', '--print', flag])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/\[usage\]/)
  })
})

describe('install', () => {
  it('says so where there is no cluster', async () => {
    const { code, stdout, stderr } = await runCli(['install'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^error: /)
  })

  it('makes the namespace and the kinds, and takes on a namespace that stands already', async () => {
    await kubectl(['create', 'namespace', 'agentgw-system'])
    const { code, stdout, stderr } = await install()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      [
        'namespace/agentgw-system configured',
        'validatingadmissionpolicy/agentgw-revocations created',
        'validatingadmissionpolicybinding/agentgw-revocations created',
        'validatingadmissionpolicy/agentgw-responders created',
        'validatingadmissionpolicybinding/agentgw-responders created',
        'clusterrole/agentgw-responder created',
        'role/agentgw-responder created',
        'clusterrole/agentgw-operator created',
        'role/agentgw-operator created',
        ...CRD_NAMES.map((name) => `customresourcedefinition/${name} created`),
        '',
      ].join('\n'),
    )
    await kubectl(['create', 'namespace', 'agentgateway-system'])
    await kubectl(['create', '-f', DOCUMENTS])
    expect(await outcome(0)).toEqual({ unchanged: 11 })
    await kubectl(['delete', '-f', DOCUMENTS])
  })

  it('takes out what others added to the lock only by force, and says so before', async () => {
    await outcome(0)
    const policies = ['validatingadmissionpolicy', 'validatingadmissionpolicybinding'] as const
    const patch = (kind: string, change: unknown): Promise<string> =>
      kubectl(['patch', kind, 'agentgw-revocations', '--type=json', '-p', JSON.stringify([change])])
    const never = { name: 'never', expression: 'false' }
    await patch(policies[0], { op: 'add', path: '/spec/matchConditions/-', value: never })
    const namespaceSelector = { matchLabels: { a: 'b' } }
    await patch(policies[1], { op: 'add', path: '/spec/matchResources', value: { namespaceSelector } })
    const cluster = await connect({ kubeconfig: controlPlane.kubeconfig })
    expect((await lockable(cluster)).is).toBe('changed')
    const { code, stderr } = await install()
    expect(code).toBe(3)
    expect(stderr.match(/others added to it \[field-conflict\]/g)).toHaveLength(2)
    expect(await outcome(0, '--force-conflicts', '--dry-run=server')).toMatchObject({ configured: 1 })
    expect(await outcome(0, '--force-conflicts')).toMatchObject({ configured: 2 })
    expect(await outcome(0)).toEqual({ unchanged: 11 })
    expect((await lockable(cluster)).is).toBe('lockable')
  })
})
