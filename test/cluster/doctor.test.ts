/** `doctor` and what it says of rights, held to what the commands can really do with exactly these. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import { type Access, accessLabel } from '../../src/model/access.ts'
import type { Resource } from '../../src/model/resource.ts'
import { accessOf, type Right, type StepRights } from '../../src/plan/rights/right.ts'
import { commandOf, rightsOf, type Verb, VERBS } from '../../src/plan/rights/rights.ts'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'
import { must, startLockable } from './lock-cluster.ts'

interface Report {
  summary: { faults: number; works: string[]; doesNot: string[]; reached: boolean }
  checks: { about: string; state: string; message: string; code?: string; hint?: string }[]
  verbs: {
    verb: string
    works: boolean
    steps: { step: string; missing: (Access & { bind?: string })[]; without?: string }[]
  }[]
}

let plane: ControlPlane
let root: string

beforeAll(async () => {
  plane = await startLockable()
  await must(plane, ['create', 'namespace', NAMESPACE])
}, 240_000)
afterAll(() => plane.stop())

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-doctor-'))
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const agentgw = (kubeconfig: string, ...args: string[]) =>
  runCli(args, { cwd: root, env: { KUBECONFIG: kubeconfig } })

const doctor = async (code: number, kubeconfig: string, ...args: string[]): Promise<Report> => {
  const { code: exit, stdout, stderr } = await agentgw(kubeconfig, 'doctor', ...args, '-o', 'json')
  expect(exit, stdout + stderr).toBe(code)
  conforms('doctor', stdout)
  return JSON.parse(stdout) as Report
}

let users = 0

/** A user with exactly these rights, bound where each is needed. */
const userWith = async (rights: readonly Right[]): Promise<{ name: string; kubeconfig: string }> => {
  const name = `user-${++users}`
  const accesses = rights.map((right) => accessOf(right, NAMESPACE))
  const objects = [...Map.groupBy(accesses, (access) => access.namespace)].flatMap(([namespace, own]) => {
    const rules = own.map(({ group, resource, verb, name: object }) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: [verb],
      ...(object === undefined ? {} : { resourceNames: [object] }),
    }))
    const kind = namespace === undefined ? 'ClusterRole' : 'Role'
    const apiVersion = 'rbac.authorization.k8s.io/v1'
    const metadata = { name: `${name}-${namespace ?? 'everywhere'}`, ...(namespace && { namespace }) }
    return [
      { apiVersion, kind, metadata, rules },
      {
        apiVersion,
        kind: `${kind}Binding`,
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
      },
    ]
  })
  await must(plane, ['apply', '-f', '-'], objects.map((one) => JSON.stringify(one)).join('\n---\n'))
  return { name, kubeconfig: plane.user(name) }
}

const needed = (verb: Verb): StepRights[] => rightsOf(verb).filter(({ without }) => without === undefined)
const rightsIn = (steps: readonly StepRights[]): Right[] => steps.flatMap(({ rights }) => rights)

const putThere = (): Promise<string> =>
  must(plane, ['apply', '--server-side', '-f', '-'], stringify([backend('fs'), route('fs', ['fs'])]))

describe('an administrator', () => {
  it('is told that all is well', async () => {
    const { summary, verbs, checks } = await doctor(0, plane.kubeconfig)
    expect(summary).toEqual({
      faults: 0,
      works: VERBS.map(commandOf),
      doesNot: [],
      reached: true,
    })
    expect(verbs.flatMap(({ steps }) => steps.flatMap(({ missing }) => missing))).toEqual([])
    expect(checks.filter(({ state }) => state === 'ok').map(({ about }) => about)).toEqual(
      expect.arrayContaining(['own kinds', 'lock policies', 'lock', 'roles', "cluster's records", 'user']),
    )
  })

  it('hears what version a controller is of', async () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'agentgateway',
        namespace: NAMESPACE,
        labels: { 'app.kubernetes.io/name': 'agentgateway' },
      },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: {
          metadata: { labels: { a: 'b' } },
          spec: {
            containers: [
              { name: 'controller', image: 'localhost:5000/x/controller:v1.2.3@sha256:' + 'a'.repeat(64) },
            ],
          },
        },
      },
    }
    await must(plane, ['apply', '-f', '-'], JSON.stringify(deployment))
    const { checks } = await doctor(0, plane.kubeconfig, '--for', 'get')
    const controller = checks.find(({ about }) => about === 'agentgateway')
    expect(controller).toMatchObject({ state: 'note', code: 'untried-version' })
    expect(controller?.message).toContain('controller v1.2.3 ')
    expect(controller?.message).toContain('older than 1.4')
  })
})

describe('a user with exactly the rights of a verb', () => {
  it('can revoke and restore, and doctor says so', async () => {
    const responder = await userWith(rightsIn(needed('revoke')))
    const operator = await userWith(rightsIn(needed('restore')))
    await putThere()
    await doctor(0, responder.kubeconfig, '--for', 'revoke')
    const revoked = await agentgw(responder.kubeconfig, 'revoke', 'fs')
    expect(revoked.code, revoked.stderr).toBe(0)
    expect(revoked.stdout).toContain(' locked ')
    await doctor(0, operator.kubeconfig, '--for', 'restore')
    const restored = await agentgw(operator.kubeconfig, 'restore', 'fs')
    expect(restored.code, restored.stderr).toBe(0)
    expect(await must(plane, ['get', 'agpol,mcpbackend,airoute', '-A', '-o', 'name'])).toBe(
      'mcpbackend.agentgateway.dev/fs\nairoute.agentgateway.dev/fs\n',
    )
  })

  it('can drill', async () => {
    const { kubeconfig } = await userWith(rightsIn(needed('drill')))
    await putThere()
    await doctor(0, kubeconfig, '--for', 'drill')
    const drilled = await agentgw(kubeconfig, 'revoke', 'fs', '--drill')
    expect(drilled.code, drilled.stderr).toBe(0)
    expect(drilled.stdout).toMatch(/denied +the lock held +undone/)
  })

  it('can get, diff and apply', async () => {
    writeFileSync(join(root, 'agentgw.yaml'), '{}\n')
    mkdirSync(join(root, 'manifests'))
    writeFileSync(join(root, 'manifests/a.yaml'), stringify([backend('other'), route('other', ['other'])]))
    const { kubeconfig } = await userWith([...rightsIn(needed('get')), ...rightsIn(needed('apply'))])
    await doctor(0, kubeconfig, '--for', 'get', '--for', 'diff', '--for', 'apply')
    for (const [args, code] of [
      [['get'], 0],
      [['diff', '--fail-on', 'never'], 1],
      [['apply', '--fail-on', 'never', '--yes'], 0],
      [['apply', '--fail-on', 'never', '--yes'], 0],
    ] as const) {
      const { code: exit, stderr } = await agentgw(kubeconfig, ...args)
      expect(exit, `${args.join(' ')}: ${stderr}`).toBe(code)
    }
    await must(plane, ['delete', 'mcpbackend,airoute', '--all', '-n', NAMESPACE])
  })

  const steps = needed('revoke').filter(
    ({ step }) => step !== 'look again' && step !== 'see that the lock holds',
  )
  it.each(steps.map(({ step }) => step))('can not revoke without that to "%s"', async (step) => {
    const lost = new Set(
      needed('revoke')
        .find((one) => one.step === step)!
        .rights.map((right) => JSON.stringify(right)),
    )
    const { name, kubeconfig } = await userWith(
      rightsIn(needed('revoke')).filter((right) => !lost.has(JSON.stringify(right))),
    )
    await putThere()
    const { verbs } = await doctor(1, kubeconfig, '--for', 'revoke')
    const missing = verbs[0]!.steps.find((one) => one.step === step)!.missing
    expect(missing).toHaveLength(lost.size)
    for (const { bind } of missing) expect(bind).toContain(`--user=${name}`)
    expect((await agentgw(kubeconfig, 'revoke', 'fs')).code).toBe(3)

    // What it says to do does it.
    for (const bind of new Set(missing.map((one) => one.bind!))) await must(plane, bind.split(' ').slice(1))
    await doctor(0, kubeconfig, '--for', 'revoke')
    const revoked = await agentgw(kubeconfig, 'revoke', 'fs')
    expect(revoked.code, revoked.stderr).toBe(0)
    expect((await agentgw(plane.kubeconfig, 'restore', 'fs')).code).toBe(0)
  })
})

describe('of a folder', () => {
  const object = (apiVersion: string, kind: string, metadata: object): Resource => ({
    apiVersion,
    kind,
    metadata: { name: 'x', ...metadata },
  })

  it('asks for what it holds, where that is, and tells what the cluster does not serve', async () => {
    writeFileSync(join(root, 'agentgw.yaml'), `namespace: ${NAMESPACE}\n`)
    mkdirSync(join(root, 'manifests'))
    const objects = [
      object('agentgateway.dev/v1alpha1', 'MCPBackend', {}),
      object('apps/v1', 'Deployment', { namespace: 'elsewhere' }),
      object('v1', 'Namespace', { name: 'elsewhere' }),
      object('test.example.com/v1', 'Gadget', {}),
    ]
    writeFileSync(join(root, 'manifests/a.yaml'), stringify(objects))
    const { checks, verbs } = await doctor(1, plane.user('somebody'), '--for', 'diff')
    expect(checks.find(({ about }) => about === 'kinds of the folder')).toMatchObject({
      state: 'fault',
      code: 'kind-not-served',
      message: 'the cluster does not serve Gadget in test.example.com/v1',
    })
    const missing = verbs[0]!.steps.find(({ step }) => step === 'read')!.missing
    expect(missing.map((right) => accessLabel(right))).toEqual([
      `list mcpbackends.agentgateway.dev -n ${NAMESPACE}`,
      'list deployments.apps -n elsewhere',
      'list namespaces',
    ])

    const own = await doctor(1, plane.user('somebody'), '--for', 'diff', '-n', 'elsewhere')
    const listed = own.verbs[0]!.steps.find(({ step }) => step === 'read')!.missing
    expect(listed.map(({ resource }) => resource)).toEqual(['mcpbackends', 'deployments', 'namespaces'])
  })

  it('is content with what does as well', async () => {
    writeFileSync(join(root, 'agentgw.yaml'), '{}\n')
    mkdirSync(join(root, 'manifests'))
    writeFileSync(join(root, 'manifests/a.yaml'), stringify([object('v1', 'Namespace', { name: 'mine' })]))
    const get: Right = { place: 'target', role: undefined, verb: 'get', group: '', resource: 'namespaces' }
    await must(plane, ['create', 'namespace', 'mine'])
    const { kubeconfig } = await userWith([...rightsIn(needed('revoke')), { ...get, namespace: 'mine' }])
    const { verbs } = await doctor(0, kubeconfig, '--for', 'diff')
    expect(verbs[0]!.steps.find(({ step }) => step === 'read')!.missing).toEqual([])
  })
})

describe('what is not well', () => {
  it('is named with what to do', async () => {
    const nobody = plane.user('nobody')
    const { summary, checks } = await doctor(1, nobody)
    expect(summary.works).toEqual([])
    for (const check of checks.filter(({ state }) => state === 'fault')) expect(check.hint).toBeTruthy()
    const { stdout } = await agentgw(nobody, 'doctor', '--for', 'revoke')
    expect(stdout).toMatch(/DOES NOT +revoke \[missing-right\]/)
    expect(stdout).toContain(
      '-> an administrator gives it: kubectl create rolebinding agentgw-responder-nobody -n agentgw-system --role=agentgw-responder --user=nobody',
    )
  })

  it('is a policy that somebody took away or changed, and a kind of another version', async () => {
    await must(plane, [
      'annotate',
      '--overwrite',
      'crd',
      'mcpbackends.agentgateway.dev',
      'agentgw.dev/version=99.0.0',
    ])
    await must(plane, [
      'patch',
      'validatingadmissionpolicy',
      'agentgw-revocations',
      '--type=merge',
      '-p',
      '{"spec":{"failurePolicy":"Ignore"}}',
    ])
    const { checks } = await doctor(1, plane.kubeconfig, '--for', 'get')
    expect(checks.filter(({ state }) => state === 'fault').map(({ about, code }) => [about, code])).toEqual([
      ['own kinds', 'newer-installed'],
      ['lock policies', 'other-version'],
      ['lock', 'not-locked'],
    ])
    await must(plane, [
      'annotate',
      '--overwrite',
      'crd',
      'mcpbackends.agentgateway.dev',
      'agentgw.dev/version=0.1.0',
    ])
    const { code, stderr } = await agentgw(plane.kubeconfig, 'install', '--force-conflicts')
    expect(code, stderr).toBe(0)
    await doctor(0, plane.kubeconfig, '--for', 'get')
  })

  it('is what is being deleted, and stands only until its finalizers are gone', async () => {
    const role = 'clusterrole/agentgw-responder'
    const finalizers = (value: string): Promise<string> =>
      must(plane, ['patch', role, '--type=merge', '-p', `{"metadata":{"finalizers":${value}}}`])
    await finalizers('["example.com/x"]')
    await must(plane, ['delete', role, '--wait=false'])
    const report = await doctor(0, plane.kubeconfig)
    expect(report.checks.find(({ about }) => about === 'roles')).toMatchObject({ code: 'being-deleted' })
    await finalizers('null')
    expect((await agentgw(plane.kubeconfig, 'install')).code).toBe(0)
  })

  it('is a cluster that does not answer: exit 3, and the folder is told all the same', async () => {
    writeFileSync(join(root, 'agentgw.yaml'), '{}\n')
    mkdirSync(join(root, '.agentgw/revoked'), { recursive: true })
    mkdirSync(join(root, 'manifests'))
    writeFileSync(join(root, '.agentgw/revoked/x.stash'), 'not one')
    const kubeconfig = join(root, 'kubeconfig')
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: '' } }],
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
      }),
    )
    const { summary, checks } = await doctor(3, kubeconfig)
    expect(summary).toMatchObject({ reached: false, faults: 2 })
    expect(checks.flatMap(({ code }) => code ?? [])).toEqual(['stash-damaged', 'cluster-unreachable'])
  })
})
