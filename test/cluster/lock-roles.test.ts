/** What the responder and the operator of manifests/install/rbac may do, bound as docs/install-rbac.md says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lock, readLocks, unlock } from '../../src/apply/locks.ts'
import { untilEnforced, untilReleased } from '../../src/apply/lock-enforced.ts'
import { lockable } from '../../src/apply/lock-policy.ts'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { ROOT, runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { clock, lockOn, must, objectOf, outcomeOf, startLockable, userOf } from './lock-cluster.ts'

const TARGETS = ['MCPBackend', 'AIRoute', 'AgentgatewayBackend', 'HTTPRoute']
const POLICY = 'AgentgatewayPolicy'

let plane: ControlPlane
let admin: Cluster
let responder: Cluster
let operator: Cluster

/** The commands of the page, run for a group as they stand there. */
const bind = async (role: string, group: string): Promise<void> => {
  const page = readFileSync(join(ROOT, 'docs/install-rbac.md'), 'utf8')
  const commands = [...page.matchAll(/^ {4}kubectl (create (?:cluster)?rolebinding .*)$/gm)]
    .map(([, command]) => command!)
    .filter((command) => command.includes(`role=${role}`) && command.includes('--group=on-call'))
  expect(commands).toHaveLength(2)
  for (const command of commands)
    await must(plane, command.replace(/ +#.*/, '').replace('--group=on-call', `--group=${group}`).split(/ +/))
}

beforeAll(async () => {
  plane = await startLockable()
  admin = await connect({ kubeconfig: plane.kubeconfig, env: {} })
  for (const name of ['a', 'b']) await must(plane, ['create', 'namespace', name])
  await bind('agentgw-responder', 'responders')
  await bind('agentgw-operator', 'operators')
  responder = await userOf(plane, 'rita', ['responders'])
  operator = await userOf(plane, 'olga', ['operators'])
})
afterAll(() => plane.stop())

beforeEach(async () => {
  await unlock(
    admin,
    [...(await readLocks(admin)).values()].map(({ ref }) => ref),
  )
  for (const kind of [...TARGETS, POLICY])
    for (const object of await admin.list(objectOf(kind, '', '')))
      await expect.poll(() => outcomeOf(admin.delete(refOf(object)))).toBe('done')
})

const configMap = (namespace: string): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', namespace },
})

describe('a responder', () => {
  it.each(TARGETS)('reads and deletes %s, and puts none there', async (kind) => {
    const object = objectOf(kind, 'a', 'fs')
    expect(await outcomeOf(responder.create(object))).toBe('forbidden')
    expect(await outcomeOf(responder.apply(object))).toBe('forbidden')
    await admin.create(object)
    expect(await outcomeOf(responder.patch(refOf(object), { metadata: { labels: { x: 'y' } } }))).toBe(
      'forbidden',
    )
    expect(await outcomeOf(responder.replace((await responder.get(refOf(object)))!))).toBe('forbidden')
    expect(await responder.list(object)).toHaveLength(1)
    expect(await outcomeOf(responder.delete(refOf(object)))).toBe('done')
  })

  const policy = objectOf(POLICY, 'a', 'revoked-fs')
  const denial = { action: 'Deny', policy: { matchExpressions: ['true'] } }
  const refs = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'fs' }] }

  it.each<[string, Resource]>([
    ['of MCP calls', policy],
    ['of requests', { ...policy, spec: { ...refs, traffic: { authorization: denial } } }],
  ])('creates a denial %s, and can not take it back', async (_, object) => {
    expect(await outcomeOf(responder.create(object))).toBe('done')
    expect(await outcomeOf(responder.patch(refOf(object), { metadata: { labels: { x: 'y' } } }))).toBe(
      'forbidden',
    )
    expect(await outcomeOf(responder.delete(refOf(object)))).toBe('forbidden')
  })

  it.each<[string, Resource]>([
    ['of another name', objectOf(POLICY, 'a', 'fs')],
    [
      'without the label',
      { ...policy, metadata: { name: 'revoked-fs', namespace: 'a', labels: { x: 'y' } } },
    ],
    ['without labels', { ...policy, metadata: { name: 'revoked-fs', namespace: 'a' } }],
    [
      'that allows',
      { ...policy, spec: { ...refs, traffic: { authorization: { ...denial, action: 'Allow' } } } },
    ],
    [
      'that says no action',
      { ...policy, spec: { ...refs, traffic: { authorization: { policy: denial.policy } } } },
    ],
    [
      'that does more to requests',
      { ...policy, spec: { ...refs, traffic: { authorization: denial, timeouts: { request: '1s' } } } },
    ],
    ['that does something else', { ...policy, spec: { ...refs, traffic: { timeouts: { request: '1s' } } } }],
    [
      'that denies and more',
      {
        ...policy,
        spec: {
          ...(policy['spec'] as object),
          backend: { mcp: { authorization: denial }, tcp: { connectTimeout: '1s' } },
        },
      },
    ],
    [
      'that logs',
      {
        ...policy,
        spec: {
          targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }],
          traffic: { authorization: denial },
          frontend: { accessLog: { filter: 'true' } },
        },
      },
    ],
  ])('creates no policy %s', async (_, object) => {
    expect(await outcomeOf(admin.create(object, { dryRun: true }))).toBe('done')
    const refused: unknown = await responder.create(object).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'denied' })
    expect((refused as Error).message).toContain("'agentgw-responders'")
  })

  it('locks, sees that it holds, and deletes', async () => {
    const objects = TARGETS.map((kind) => objectOf(kind, 'a', 'fs'))
    for (const object of objects) await admin.create(object)
    expect(await lockable(responder)).toEqual({ is: 'lockable', seen: true })
    await responder.create(policy)
    await lock(
      responder,
      'a',
      [...objects, policy].map((one) => lockOn(refOf(one))),
    )
    // He may create nothing but the policy, and of that a dry run tells.
    await untilEnforced(responder, [[...objects, policy]], { clock })
    for (const object of objects) expect(await outcomeOf(responder.delete(refOf(object)))).toBe('done')
    expect((await readLocks(responder)).size).toBe(5)
    expect(await outcomeOf(admin.create(objects[0]!))).toBe('revoked')
    await unlock(
      responder,
      objects.map((one) => refOf(one)),
    )
    await untilReleased(admin, [objects], { clock })
  })

  it('writes records, locks and events, and nothing else of that kind', async () => {
    const secret = { ...configMap('agentgw-system'), kind: 'Secret', type: 'x', data: {} }
    expect(await outcomeOf(responder.create(secret))).toBe('done')
    expect(await responder.list(secret, { namespace: 'agentgw-system' })).toHaveLength(1)
    expect(await outcomeOf(responder.delete(refOf(secret)))).toBe('forbidden')
    for (const namespace of ['a', 'default'])
      for (const object of [configMap(namespace), { ...configMap(namespace), kind: 'Secret' }]) {
        expect(await outcomeOf(responder.create(object))).toBe('forbidden')
        expect(await outcomeOf(responder.get(refOf(object)))).toBe('forbidden')
      }
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'x', namespace: 'a' },
      involvedObject: {
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'MCPBackend',
        name: 'fs',
        namespace: 'a',
      },
      reason: 'Revoked',
      message: 'x',
      type: 'Warning',
    }
    expect(await outcomeOf(responder.create(event))).toBe('done')
  })

  it('changes neither policies nor roles', async () => {
    const { code, stderr } = await runCli(['install'], {
      env: { KUBECONFIG: plane.user('rita', ['responders']) },
    })
    expect(code).toBe(3)
    expect(stderr).toMatch(/\[forbidden\]/)
    const lockPolicy = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      name: 'agentgw-revocations',
    }
    expect(await outcomeOf(responder.delete(lockPolicy))).toBe('forbidden')
  })
})

describe('an operator', () => {
  it('brings back what was revoked', async () => {
    const objects = TARGETS.map((kind) => objectOf(kind, 'a', 'fs'))
    const policy = objectOf(POLICY, 'a', 'revoked-fs')
    await admin.create(policy)
    const refs = [...objects, policy].map((one) => refOf(one))
    await lock(
      admin,
      'a',
      refs.map((ref) => lockOn(ref)),
    )
    await untilEnforced(operator, [objects], { clock })
    expect((await unlock(operator, refs)).released).toHaveLength(5)
    await untilReleased(operator, [objects], { clock })
    for (const object of objects) {
      expect(await outcomeOf(operator.create(object))).toBe('done')
      expect(await outcomeOf(operator.apply(object))).toBe('done')
    }
    expect(await outcomeOf(operator.delete(refOf(policy)))).toBe('done')
  })

  it('is not held to the form of denials', async () => {
    expect(await outcomeOf(operator.create(objectOf(POLICY, 'a', 'any')))).toBe('done')
  })

  it('installs, and nothing but this', async () => {
    const own = plane.user('olga', ['operators'])
    await must(plane, ['delete', 'validatingadmissionpolicybinding', 'agentgw-responders'])
    await must(plane, ['delete', 'clusterrole', 'agentgw-responder'])
    const { code, stdout, stderr } = await runCli(['install'], { env: { KUBECONFIG: own } })
    expect(code, stderr).toBe(0)
    expect(stdout.match(/ created$/gm)).toHaveLength(2)
    const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', rules: [rule] }
    for (const name of ['agentgw-responder', 'mine'])
      expect(await outcomeOf(operator.apply({ ...role, metadata: { name } }, { force: true }))).toBe(
        'forbidden',
      )
  })
})

describe('bound in one namespace', () => {
  it('a responder is one there alone, and still sees that the lock holds', async () => {
    const binding = [
      'create',
      'rolebinding',
      'local',
      '-n',
      'b',
      '--clusterrole=agentgw-responder',
      '--user=lea',
    ]
    await must(plane, binding)
    await must(plane, [
      'create',
      'rolebinding',
      'local',
      '-n',
      'agentgw-system',
      '--role=agentgw-responder',
      '--user=lea',
    ])
    const lea = await userOf(plane, 'lea')
    const [here, there] = ['b', 'a'].map((namespace) => objectOf('MCPBackend', namespace, 'fs'))
    for (const object of [here!, there!]) await admin.create(object)
    expect(await lockable(lea)).toEqual({ is: 'lockable', seen: false })
    const denial = objectOf(POLICY, 'b', 'revoked-fs')
    await lea.create(denial)
    await lock(
      lea,
      'b',
      [here!, denial].map((one) => lockOn(refOf(one))),
    )
    await untilEnforced(lea, [[here!, denial]], { clock })
    expect(await outcomeOf(lea.delete(refOf(here!)))).toBe('done')
    expect(await outcomeOf(lea.delete(refOf(there!)))).toBe('forbidden')
  })
})
