/** What the lock forbids and what it leaves free, on a real API server, to those who may do everything. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lock, readLocks, unlock } from '../../src/apply/locks.ts'
import { untilEnforced, untilReleased } from '../../src/apply/lock-enforced.ts'
import { lockable } from '../../src/apply/lock-policy.ts'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { lockKey } from '../../src/model/lock.ts'
import { type Resource, refKey, refOf } from '../../src/model/resource.ts'
import { ROOT, runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import {
  clock,
  kubectlOutcome,
  lockOn,
  must,
  objectOf,
  outcomeOf,
  startLockable,
  userOf,
} from './lock-cluster.ts'

const TARGETS = ['MCPBackend', 'AIRoute', 'AgentgatewayBackend', 'HTTPRoute']

let plane: ControlPlane
let admin: Cluster

beforeAll(async () => {
  plane = await startLockable()
  admin = await connect({ kubeconfig: plane.kubeconfig, env: {} })
  for (const name of ['a', 'b']) await must(plane, ['create', 'namespace', name])
})
afterAll(() => plane.stop())

/** Releases everything, and takes away what stands. */
const clear = async (): Promise<void> => {
  const held = [...(await readLocks(admin)).values()].map(({ ref }) => ref)
  await unlock(admin, held)
  const places = Map.groupBy(held, ({ namespace }) => namespace)
  const probes = [...places.values()].map(([ref]) => [objectOf(ref!.kind, ref!.namespace!, ref!.name)])
  await untilReleased(admin, probes, { clock })
  for (const kind of [...TARGETS, 'AgentgatewayPolicy'])
    for (const object of await admin.list(objectOf(kind, '', ''))) await admin.delete(refOf(object))
}
beforeEach(clear)

/** Locks these objects, and waits until that holds. */
const lockThem = async (...objects: Resource[]): Promise<number> => {
  const places = Map.groupBy(objects, ({ metadata }) => metadata.namespace!)
  for (const [namespace, own] of places)
    await lock(
      admin,
      namespace,
      own.map((one) => lockOn(refOf(one))),
    )
  return untilEnforced(admin, [...places.values()], { clock })
}

const raw = (plural: string, query = ''): string =>
  `/apis/agentgateway.dev/v1alpha1/namespaces/a/${plural}${query}`

describe('a locked object', () => {
  it.each(TARGETS)('%s is created by nobody, and everything beside it is free', async (kind) => {
    await lockThem(objectOf(kind, 'a', 'fs'))
    const flux = await userOf(plane, 'system:serviceaccount:flux-system:kustomize-controller', [
      'system:masters',
    ])
    for (const who of [admin, flux]) {
      expect(await outcomeOf(who.create(objectOf(kind, 'a', 'fs')))).toBe('revoked')
      expect(await outcomeOf(who.apply(objectOf(kind, 'a', 'fs'), { force: true }))).toBe('revoked')
    }
    expect(await outcomeOf(admin.create(objectOf(kind, 'b', 'fs')))).toBe('done')
    expect(await outcomeOf(admin.create(objectOf(kind, 'a', 'fs2')))).toBe('done')
    for (const other of TARGETS.filter((one) => one !== kind))
      expect(await outcomeOf(admin.create(objectOf(other, 'a', 'fs')))).toBe('done')
  })

  it('says by whom, when and why, and how to bring it back', async () => {
    await lockThem(objectOf('MCPBackend', 'a', 'fs'))
    const refused: unknown = await admin
      .create(objectOf('MCPBackend', 'a', 'fs'))
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'revoked',
      exit: 3,
      message:
        'MCPBackend a/fs is revoked: reads what it should not; by alice at 2026-09-01T10:00:00Z, revocation r1',
      hint: 'to bring it back: kubectl agentgw restore r1',
    })
  })

  it('is refused in every version, and under a name that the API server makes up it is another', async () => {
    await lockThem(objectOf('HTTPRoute', 'a', 'fs'))
    const older = { ...objectOf('HTTPRoute', 'a', 'fs'), apiVersion: 'gateway.networking.k8s.io/v1beta1' }
    expect(await outcomeOf(admin.create(older))).toBe('revoked')
    const { name: _, ...metadata } = objectOf('HTTPRoute', 'a', 'fs').metadata
    const input = JSON.stringify({ ...older, metadata: { ...metadata, generateName: 'fs' } })
    expect(await kubectlOutcome(plane, ['create', '-f', '-'], { input })).toBe('done')
  })

  it('of another group is nobody’s business', async () => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'mcpbackends.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'MCPBackend', plural: 'mcpbackends', singular: 'mcpbackend' },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    }
    await must(plane, ['apply', '-f', '-'], JSON.stringify(crd))
    await must(plane, ['wait', '--for=condition=Established', 'crd', crd.metadata.name])
    await lockThem(objectOf('MCPBackend', 'a', 'fs'))
    const other = {
      apiVersion: 'example.com/v1',
      kind: 'MCPBackend',
      metadata: { name: 'fs', namespace: 'a' },
    }
    await expect.poll(() => outcomeOf(admin.create(other))).toBe('done')
  })

  it('that stands may be changed and deleted', async () => {
    const object = objectOf('MCPBackend', 'a', 'fs')
    await admin.create({ ...object, metadata: { ...object.metadata, finalizers: ['example.com/wait'] } })
    await lockThem(object)
    expect(await outcomeOf(admin.patch(refOf(object), { metadata: { labels: { x: 'y' } } }))).toBe('done')
    const status = ['patch', 'mcpbackend', 'fs', '-n', 'a', '--subresource=status', '--type=merge', '-p']
    const conditions = [
      {
        type: 'Accepted',
        status: 'True',
        reason: 'x',
        message: '',
        lastTransitionTime: '2026-09-01T10:00:00Z',
      },
    ]
    expect(await kubectlOutcome(plane, [...status, JSON.stringify({ status: { conditions } })])).toBe('done')
    expect(await outcomeOf(admin.delete(refOf(object)))).toBe('done')
    // It waits for its finalizer, and may lose it.
    expect((await admin.get(refOf(object)))?.metadata.deletionTimestamp).toBeDefined()
    expect(await outcomeOf(admin.patch(refOf(object), { metadata: { finalizers: null } }))).toBe('done')
    expect(await admin.get(refOf(object))).toBeUndefined()
    expect(await outcomeOf(admin.create(object))).toBe('revoked')
  })

  it('goes with its collection', async () => {
    for (const name of ['fs', 'other']) await admin.create(objectOf('MCPBackend', 'a', name))
    await lockThem(objectOf('MCPBackend', 'a', 'fs'))
    expect(await kubectlOutcome(plane, ['delete', '--raw', raw('mcpbackends')])).toBe('done')
    expect(
      await admin.list({ apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend' }, { namespace: 'a' }),
    ).toEqual([])
  })

  it('is locked by hand with any text', async () => {
    const text = '{"data":{"mcpbackends.fs":"closed for today"}}'
    await lockThem(objectOf('MCPBackend', 'a', 'first'))
    await must(plane, ['patch', 'configmap', 'revoked-a', '-n', 'agentgw-system', '--type=merge', '-p', text])
    await untilEnforced(admin, [[objectOf('MCPBackend', 'a', 'fs')]], { clock })
    const refused: unknown = await admin
      .create(objectOf('MCPBackend', 'a', 'fs'))
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'revoked',
      message: 'MCPBackend a/fs is revoked: closed for today',
    })
  })

  it('comes back by no sync loop while it is locked, and by the next turn when it is not', async () => {
    const object = objectOf('MCPBackend', 'a', 'fs')
    const policy = objectOf('AgentgatewayPolicy', 'a', 'revoked-fs')
    await admin.create(policy)
    const flux = await userOf(plane, 'system:serviceaccount:flux-system:kustomize-controller', [
      'system:masters',
    ])
    const opened = {
      ...policy,
      spec: {
        ...(policy['spec'] as object),
        backend: { mcp: { authorization: { action: 'Allow', policy: { matchExpressions: ['true'] } } } },
      },
    }
    const manager = 'kustomize-controller'
    const turns: { readonly began: number; readonly said: string }[] = []
    const stop = new AbortController()
    let wanted = [object]
    const loop = (async () => {
      while (!stop.signal.aborted) {
        for (const one of wanted) {
          const began = performance.now()
          turns.push({ began, said: await outcomeOf(flux.apply(one, { force: true, manager })) })
        }
        await sleep(10)
      }
    })()
    try {
      await expect.poll(() => turns.some(({ said }) => said === 'done')).toBe(true)
      const took = await lockThem(object, policy)
      wanted = [object, opened]
      await admin.delete(refOf(object))
      const enforced = performance.now()
      await sleep(3000)
      const released = performance.now()
      const between = turns.filter(({ began }) => began > enforced && began < released)
      expect(between.length).toBeGreaterThan(50)
      expect(new Set(between.map(({ said }) => said))).toEqual(new Set(['revoked']))
      expect(await admin.get(refOf(object))).toBeUndefined()
      await unlock(admin, [refOf(object), refOf(policy)])
      await expect.poll(async () => (await admin.get(refOf(object))) !== undefined).toBe(true)
      process.stdout.write(
        `a sync loop: enforced ${took.toFixed(1)} ms after the write, ${between.length} tries refused\n`,
      )
    } finally {
      stop.abort()
      await loop
    }
  })
})

describe('a policy that denies what is revoked', () => {
  const policy = objectOf('AgentgatewayPolicy', 'a', 'revoked-fs')
  const ref = refOf(policy)
  const deny = async (): Promise<void> => {
    await admin.create(policy)
    await lockThem(policy)
  }

  it('is neither changed nor deleted', async () => {
    await deny()
    const changes = {
      'its spec': { spec: { backend: { mcp: { authorization: { action: 'Allow' } } } } },
      'a label of ours': { metadata: { labels: { 'agentgw.dev/revocation': null } } },
      'another label of ours': { metadata: { labels: { 'agentgw.dev/other': 'x' } } },
      'an owner that is not there': {
        metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Secret', name: 'x', uid: 'x' }] },
      },
    }
    for (const [what, change] of Object.entries(changes))
      expect([what, await outcomeOf(admin.patch(ref, change))]).toEqual([what, 'revoked'])
    const now = (await admin.get(ref))!
    expect(
      await outcomeOf(
        admin.replace({
          ...now,
          spec: {
            ...(now['spec'] as object),
            targetRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'x' }],
          },
        }),
      ),
    ).toBe('revoked')
    expect(await outcomeOf(admin.delete(ref))).toBe('revoked')
    expect(await kubectlOutcome(plane, ['delete', '--raw', raw('agentgatewaypolicies')])).toBe(
      'agentgw-revocations',
    )
    expect(await admin.get(ref)).toMatchObject({ spec: policy['spec'] })
  })

  it('may have other labels, annotations, finalizers and a status', async () => {
    await deny()
    const metadata = { labels: { x: 'y' }, annotations: { x: 'y' }, finalizers: ['example.com/x'] }
    expect(await outcomeOf(admin.patch(ref, { metadata }))).toBe('done')
    expect(await outcomeOf(admin.patch(ref, { metadata: { labels: { x: null }, finalizers: null } }))).toBe(
      'done',
    )
    const status = [
      'patch',
      'agentgatewaypolicy',
      'revoked-fs',
      '-n',
      'a',
      '--subresource=status',
      '--type=merge',
      '-p',
    ]
    expect(await kubectlOutcome(plane, [...status, '{"status":{"ancestors":[]}}'])).toBe('done')
  })

  it('is created, unless as a dry run, which shows that it is locked', async () => {
    await lock(admin, 'a', [lockOn(ref)])
    await untilEnforced(admin, [[policy]], { clock })
    expect(await outcomeOf(admin.create(policy, { dryRun: true }))).toBe('revoked')
    expect(await outcomeOf(admin.create(policy))).toBe('done')
  })

  it.each([
    'system:serviceaccount:kube-system:generic-garbage-collector',
    'system:serviceaccount:kube-system:namespace-controller',
    'system:kube-controller-manager',
  ])('goes where %s takes it away', async (name) => {
    await deny()
    const controller = await userOf(plane, name, ['system:masters'])
    expect(await outcomeOf(controller.patch(ref, { metadata: { ownerReferences: [] } }))).toBe('done')
    expect(await outcomeOf(controller.delete(ref))).toBe('done')
  })

  it('of the same name elsewhere is free', async () => {
    await deny()
    const elsewhere = objectOf('AgentgatewayPolicy', 'b', 'revoked-fs')
    await admin.create(elsewhere)
    expect(await outcomeOf(admin.delete(refOf(elsewhere)))).toBe('done')
  })
})

describe('locks', () => {
  /** 243 characters make a key of its own impossible. */
  const long = (middle: string): Resource =>
    objectOf('HTTPRoute', 'a', `${'a'.repeat(120)}${middle}${'b'.repeat(122)}`)

  it('tell long names apart', async () => {
    const edge = objectOf('HTTPRoute', 'a', 'n'.repeat(242))
    await lockThem(long('1'), edge)
    expect(await outcomeOf(admin.create(long('1')))).toBe('revoked')
    expect(await outcomeOf(admin.create(edge))).toBe('revoked')
    expect(await outcomeOf(admin.create(long('2')))).toBe('done')
    expect(await outcomeOf(admin.create(objectOf('HTTPRoute', 'a', `${'n'.repeat(241)}m`)))).toBe('done')
    const { name } = long('1').metadata
    expect(await outcomeOf(admin.create(objectOf('AgentgatewayBackend', 'a', name)))).toBe('done')
    expect(await outcomeOf(lock(admin, 'a', [lockOn(refOf(long('2')))]))).toBe('lock-name-taken')
    expect(await outcomeOf(lock(admin, 'a', [lockOn(refOf(long('1')), 'r2')]))).toBe('done')
    await unlock(admin, [refOf(long('1'))])
    expect(await outcomeOf(lock(admin, 'a', [lockOn(refOf(long('2')))]))).toBe('done')
  })

  it('are read as they were written, each with its revocation', async () => {
    const objects = TARGETS.map((kind) => objectOf(kind, 'a', 'fs'))
    await lockThem(...objects, objectOf('HTTPRoute', 'b', 'fs'))
    const held = await readLocks(admin)
    expect([...held.keys()].sort()).toEqual(
      [...objects, objectOf('HTTPRoute', 'b', 'fs')].map((one) => refKey(refOf(one))).sort(),
    )
    expect(held.get(refKey(refOf(objects[0]!)))).toEqual(lockOn(refOf(objects[0]!)))
  })

  it('of another revocation stay', async () => {
    const [mine, theirs] = ['mine', 'theirs'].map((name) => refOf(objectOf('MCPBackend', 'a', name)))
    await lock(admin, 'a', [lockOn(mine!, 'r1'), lockOn(theirs!, 'r2')])
    const { released, kept } = await unlock(
      admin,
      [mine!, theirs!, refOf(objectOf('MCPBackend', 'b', 'none'))],
      'r1',
    )
    expect([released, kept].map((some) => some.map(({ ref }) => ref.name))).toEqual([['mine'], ['theirs']])
    expect((await readLocks(admin)).size).toBe(1)
  })

  it('of many writers at once are all there, and go one by one', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`)
    await must(plane, ['delete', 'configmap', '-n', 'agentgw-system', '--all'])
    const refs = names.map((name) => refOf(objectOf('MCPBackend', 'a', name)))
    await Promise.all(refs.map((ref) => lock(admin, 'a', [lockOn(ref)])))
    expect((await readLocks(admin)).size).toBe(40)
    await Promise.all(refs.slice(1).map((ref) => unlock(admin, [ref])))
    expect([...(await readLocks(admin)).values()].map(({ ref }) => ref.name)).toEqual(['n0'])
  })

  it('are a thousand in one ConfigMap, and what is beyond its size is refused', async () => {
    const reason = 'ж'.repeat(200)
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...lockOn(refOf(objectOf('MCPBackend', 'a', `n${i}`))),
        reason,
      }))
    const before = performance.now()
    await lock(admin, 'a', many(1000))
    const took = await untilEnforced(admin, [[objectOf('MCPBackend', 'a', 'n999')]], { clock })
    process.stdout.write(
      `1,000 locks: written and enforced in ${(performance.now() - before).toFixed(0)} ms, ${took.toFixed(1)} ms of it after the write\n`,
    )
    for (const name of ['n0', 'n500'])
      expect(await outcomeOf(admin.create(objectOf('MCPBackend', 'a', name)))).toBe('revoked')
    expect(await outcomeOf(admin.create(objectOf('MCPBackend', 'a', 'n1000')))).toBe('done')
    expect(await outcomeOf(lock(admin, 'a', many(3000)))).toBe('too-many-locks')
    expect((await readLocks(admin)).size).toBe(1000)
  })
})

describe('apply', () => {
  it('says that an object is revoked, by whom and how to bring it back', async () => {
    await lockThem(objectOf('MCPBackend', 'a', 'fs'))
    const root = mkdtempSync(join(tmpdir(), 'agentgw-lock-'))
    try {
      writeFileSync(join(root, 'agentgw.yaml'), 'name: test\nnamespace: a\n')
      mkdirSync(join(root, 'manifests'))
      writeFileSync(join(root, 'manifests/fs.yaml'), JSON.stringify(objectOf('MCPBackend', 'a', 'fs')))
      const { code, stderr } = await runCli(['apply'], { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: expect.stringMatching(
          /error: .*MCPBackend a\/fs is revoked: reads what .* by alice .*\[revoked\]\nhint: to bring it back: kubectl agentgw restore r1\n/,
        ) as string,
      })
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
})

describe('waiting', () => {
  it('ends with an error where nothing enforces the lock', async () => {
    const object = objectOf('MCPBackend', 'a', 'fs')
    let time = 0
    const quick = { now: () => time, sleep: (ms: number) => Promise.resolve(void (time += ms)) }
    const refused: unknown = await untilEnforced(admin, [[object]], { clock: quick }).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ code: 'lock-not-enforced', exit: 3 })
    expect(time).toBeGreaterThanOrEqual(10_000)
    await lockThem(object)
    time = 0
    expect(await outcomeOf(untilReleased(admin, [[object]], { clock: quick }))).toBe('still-locked')
  })

  it('ends at once where the user has no right by which it could be seen', async () => {
    const nobody = await userOf(plane, 'nobody')
    const never = { now: () => 0, sleep: () => Promise.reject(new Error('nothing to wait for')) }
    const object = objectOf('MCPBackend', 'a', 'fs')
    expect(await outcomeOf(untilEnforced(nobody, [[object]], { clock: never }))).toBe('lock-not-enforced')
    expect(await outcomeOf(untilEnforced(nobody, [[]], { clock: never }))).toBe('lock-not-enforced')
    const signal = AbortSignal.abort(new Error('interrupted'))
    expect(await outcomeOf(untilEnforced(admin, [[object]], { clock, signal }))).toBe('Error: interrupted')
  })
})

// These change the policy for everybody, so they come last.
describe('whether a cluster can lock', () => {
  const is = async (): Promise<string> => (await lockable(admin)).is
  const restore = (): Promise<string> =>
    must(plane, [
      'apply',
      '--server-side',
      '--force-conflicts',
      '-f',
      join(ROOT, 'manifests/install/lock.yaml'),
    ])
  const binding = ['validatingadmissionpolicybinding', 'agentgw-revocations']

  it('is known from the policy and its binding', async () => {
    expect(await lockable(admin)).toEqual({ is: 'lockable', seen: true })
    expect(await lockable(await userOf(plane, 'nobody'))).toEqual({ is: 'lockable', seen: false })
    for (const patch of [
      '{"spec":{"validationActions":["Audit"]}}',
      '{"spec":{"paramRef":{"namespace":"default"}}}',
      '{"spec":{"matchResources":{"namespaceSelector":{"matchLabels":{"a":"b"}}}}}',
      '{"metadata":{"labels":{"agentgw.dev/part-of":null}}}',
    ]) {
      await must(plane, ['patch', ...binding, '--type=merge', '-p', patch])
      expect([patch, await is()]).toEqual([patch, 'changed'])
      await must(plane, ['delete', ...binding])
      await restore()
      expect(await is()).toBe('lockable')
    }
    await must(plane, [
      'patch',
      'validatingadmissionpolicy',
      'agentgw-revocations',
      '--type=merge',
      '-p',
      '{"spec":{"failurePolicy":"Ignore"}}',
    ])
    expect(await is()).toBe('changed')
    await restore()
    await must(plane, ['delete', ...binding])
    expect(await is()).toBe('not-installed')
    await restore()
  })

  it('is so again after the binding was away for long', async () => {
    await must(plane, ['delete', ...binding])
    // The API server takes stock of policies once a second.
    await sleep(3000)
    await restore()
    const object = objectOf('MCPBackend', 'b', 'fresh')
    await lockThem(object)
    await unlock(admin, [refOf(object)])
    await untilReleased(admin, [[object]], { clock })
  })

  it('lets a namespace that is going take its policies with it', async () => {
    await must(plane, ['create', 'namespace', 'going'])
    const policy = objectOf('AgentgatewayPolicy', 'going', 'revoked-fs')
    await admin.create(policy)
    await lockThem(policy)
    await must(plane, ['delete', 'namespace', 'going', '--wait=false'])
    expect(await outcomeOf(admin.delete(refOf(policy)))).toBe('revoked')
    const controller = await userOf(plane, 'system:serviceaccount:kube-system:namespace-controller', [
      'system:masters',
    ])
    expect(await outcomeOf(controller.delete(refOf(policy)))).toBe('done')
    await unlock(admin, [refOf(policy)])
  })
})

it('every key that is written is one that the API server takes', async () => {
  const kinds = [...TARGETS, 'AgentgatewayPolicy']
  const names = ['x', 'a.b-c.d', `${'a'.repeat(120)}.${'b'.repeat(132)}`]
  const objects = kinds.flatMap((kind) => names.map((name) => objectOf(kind, 'a', name)))
  await lock(
    admin,
    'a',
    objects.map((one) => lockOn(refOf(one))),
  )
  expect((await readLocks(admin)).size).toBe(new Set(objects.map((one) => lockKey(refOf(one)))).size)
})
