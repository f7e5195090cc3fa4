/**
 * Revoke and restore that are cut off at every request that changes something, and objects that change in between:
 * running the same again finishes, nothing is lost, and no spec is altered.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import { openWorkspace } from '../../src/manifest/settings.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { ClusterError } from '../../src/model/cluster-error.ts'
import type { RestoreReport, RevokeReport } from '../../src/model/kill-switch-report.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { sameObject } from '../../src/model/same-object.ts'
import { prepareRestore, restore } from '../../src/operations/restore.ts'
import { readJournal } from '../../src/operations/revocations.ts'
import { prepareRevoke, revoke } from '../../src/operations/revoke.ts'
import { runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

let plane: ControlPlane
let cluster: Cluster
let root: string
let before: Resource[]
const objects = [backend('fs'), route('fs', ['fs'])]
const manifest = `# two tools\n${stringify(objects)}# the end\n`

beforeAll(async () => {
  plane = await startControlPlane()
  await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  await plane.kubectl(['create', 'namespace', NAMESPACE])
  cluster = await connect({ kubeconfig: plane.kubeconfig })
})
afterAll(() => plane.stop())

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-faults-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: test\n')
  writeFileSync(join(root, 'manifests/fs.yaml'), manifest)
  await plane.kubectl(['delete', 'secret,configmap', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'mcpbackend,airoute', '--all', '-A'])
  before = await Promise.all(objects.map((object) => cluster.apply(object)))
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

class Cut extends Error {}

type Call = (...args: unknown[]) => Promise<unknown>

/** The cluster, with each call passed through `around`. */
const through = (around: (name: keyof Cluster, call: Call) => Call): Cluster =>
  new Proxy(cluster, {
    get: (target, name: keyof Cluster) => {
      const method: unknown = Reflect.get(target, name)
      return typeof method === 'function' ? around(name, method.bind(target) as Call) : method
    },
  })

/** Until the Nth change: `before` the API server hears of it, or `after`, when only the answer is lost. */
const cutAt = (nth: number, when: 'before' | 'after'): Cluster => {
  let changes = 0
  return through((name, call) => async (...args) => {
    const cut = ['create', 'patch', 'replace', 'delete', 'apply'].includes(name) && ++changes === nth
    if (cut && when === 'before') throw new Cut()
    const answer = await call(...args).catch((error: unknown) => {
      throw cut ? new Cut() : error
    })
    if (cut) throw new Cut()
    return answer
  })
}

let runs = 0
const options = async (way: Cluster) => ({
  words: ['fs'],
  namespace: NAMESPACE,
  workspace: await openWorkspace({ cwd: root }),
  cluster: way,
  localUser: 'tester',
  now: () => new Date(),
})
const doRevoke = async (way: Cluster, more: { noLock?: boolean } = {}): Promise<RevokeReport> =>
  revoke(await prepareRevoke({ ...(await options(way)), reason: 'test', newId: `id-${++runs}`, ...more }))
const doRestore = async (way: Cluster): Promise<RestoreReport> =>
  restore(await prepareRestore({ ...(await options(way)), force: false }))

const live = () => Promise.all(objects.map((object) => cluster.get(refOf(object))))
const file = (): string => readFileSync(join(root, 'manifests/fs.yaml'), 'utf8')

/** Runs it cut off at each change in turn until one run goes through uncut; `check` looks at what each leaves. */
const atEveryChange = async (
  act: (way: Cluster) => Promise<unknown>,
  again: () => Promise<void>,
): Promise<number> => {
  for (let nth = 1; ; nth++) {
    for (const when of ['before', 'after'] as const) {
      const uncut = await act(cutAt(nth, when)).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Cut)) throw error
          return false
        },
      )
      if (uncut) return nth - 1
      await again()
    }
  }
}

const expectBack = async (): Promise<void> => {
  const now = await live()
  before.forEach((object, i) => {
    expect(now[i] !== undefined && sameObject(now[i], object)).toBe(true)
  })
  expect(
    now.map((object) =>
      object?.metadata.managedFields?.map(({ manager, operation }) => [manager, operation]),
    ),
  ).toEqual(before.map(() => [['kubectl-agentgw', 'Apply']]))
  expect(file()).toBe(manifest)
}

describe('cut off at every change', () => {
  it('revoke is finished by the next revoke, and can be restored', async () => {
    const changes = await atEveryChange(doRevoke, async () => {
      const report = await doRevoke(cluster)
      expect(report.problems).toEqual([])
      expect(await live()).toEqual([undefined, undefined])
      const { revocations } = await readJournal(root, cluster)
      expect(revocations.filter(({ state }) => state === 'revoked')).toHaveLength(1)
      expect((await doRestore(cluster)).problems).toEqual([])
      await expectBack()
      before = (await live()) as Resource[]
    })
    // Namespace, record, route, backend, phase: fewer would mean that the cuts did not cut.
    expect(changes).toBeGreaterThanOrEqual(4)
  })

  it('restore is finished by the next restore', async () => {
    await doRevoke(cluster)
    const changes = await atEveryChange(doRestore, async () => {
      expect((await doRestore(cluster)).problems).toEqual([])
      await expectBack()
      before = (await live()) as Resource[]
      expect((await doRevoke(cluster)).problems).toEqual([])
    })
    expect(changes).toBeGreaterThanOrEqual(4)
  })

  it('a revoke that was cut off can be restored at once', async () => {
    await atEveryChange(doRevoke, async () => {
      expect((await doRestore(cluster)).problems.filter(({ code }) => code !== 'not-revoked')).toEqual([])
      await expectBack()
    })
  })
})

describe('what changes in between', () => {
  /** Acts once, before the first call of a method. */
  const once = (name: keyof Cluster, act: () => Promise<unknown>): Cluster => {
    let done = false
    return through((asked, call) => async (...args) => {
      if (asked === name && !done) {
        done = true
        await act()
      }
      return call(...args)
    })
  }

  it.each([
    ['before the plan is carried out', 2, true],
    ['at the end', 3, false],
  ])('the right to look, taken away %s, is told: what was not seen is not done', async (_, nth, stands) => {
    let looks = 0
    const way = through((name, call) => (...args) => {
      const isLook = name === 'list' && (args[0] as { kind: string }).kind === 'MCPBackend'
      return isLook && ++looks >= nth
        ? Promise.reject(new ClusterError('forbidden', 403, 'may not list MCPBackends'))
        : call(...args)
    })
    const { targets, problems } = await doRevoke(way)
    expect(targets[0]).toMatchObject({ cluster: 'not seen', verdict: 'not known' })
    expect(problems.map(({ code }) => code)).toContain('not-seen')
    expect((await live())[0] === undefined).toBe(!stands)
    expect((await doRevoke(cluster)).problems).toEqual([])
    expect(await live()).toEqual([undefined, undefined])
  })

  it('an object that is edited between record and delete is recorded again, and comes back as edited', async () => {
    const edit = () => cluster.patch(refOf(backend('fs')), { spec: { mcp: { stdio: { args: ['edited'] } } } })
    expect((await doRevoke(once('delete', edit))).problems).toEqual([])
    expect(await live()).toEqual([undefined, undefined])
    expect((await doRestore(cluster)).problems).toEqual([])
    expect((await live())[0]?.['spec']).toEqual({ mcp: { stdio: { cmd: 'npx', args: ['edited'] } } })
  })

  it('an object that is replaced by another of its name is not mistaken for the one that was seen', async () => {
    const replace = async () => {
      await cluster.delete(refOf(backend('fs')))
      await cluster.create({ ...backend('fs'), spec: { mcp: { stdio: { cmd: 'other' } } } })
    }
    expect((await doRevoke(once('delete', replace), { noLock: true })).problems).toEqual([])
    expect((await doRestore(cluster)).problems).toEqual([])
    expect((await live())[0]?.['spec']).toEqual({ mcp: { stdio: { cmd: 'other' } } })
  })

  it('a file that is edited between record and removal keeps the edit', async () => {
    const added = `---\n${stringify([backend('new')])}`
    const edit = () => {
      writeFileSync(join(root, 'manifests/fs.yaml'), manifest + added)
      return Promise.resolve()
    }
    expect((await doRevoke(once('delete', edit))).problems).toEqual([])
    expect(file()).toContain('name: new')
    expect(file()).not.toContain('name: fs')
    expect((await doRestore(cluster)).problems).toEqual([])
    expect(file()).toBe(manifest + added)
  })

  it('two revokes at once both end well, and one restore brings everything back', async () => {
    const reports = await Promise.all([doRevoke(cluster), doRevoke(cluster)])
    expect(reports.flatMap(({ problems }) => problems)).toEqual([])
    expect(await live()).toEqual([undefined, undefined])
    expect((await doRestore(cluster)).problems).toEqual([])
    const now = await live()
    before.forEach((object, i) => {
      expect(now[i] !== undefined && sameObject(now[i], object)).toBe(true)
    })
    expect(file()).toBe(manifest)
  })

  it('what was brought back by others and revoked again in another form is restored in the later form', async () => {
    await doRevoke(cluster, { noLock: true })
    await cluster.apply({ ...backend('fs'), spec: { mcp: { stdio: { cmd: 'later' } } } })
    expect((await doRevoke(cluster)).problems).toEqual([])
    expect((await doRestore(cluster)).problems).toEqual([])
    expect((await live())[0]?.['spec']).toEqual({ mcp: { stdio: { cmd: 'later' } } })
  })
})

describe('what is not so', () => {
  const finalizers = (value: string[] | null) =>
    cluster.patch(refOf(backend('fs')), { metadata: { finalizers: value } })

  it('an object that waits for its finalizers is not gone, and not back', async () => {
    await finalizers(['example.com/hold'])
    expect((await doRevoke(cluster)).problems.map(({ code }) => code)).toEqual(['still-live'])
    expect((await doRestore(cluster)).problems.map(({ code }) => code)).toEqual([
      'being-deleted',
      'not-restored',
    ])
    await finalizers(null)
    expect((await doRestore(cluster)).problems).toEqual([])
    expect((await live())[0]).toMatchObject({
      metadata: { finalizers: ['example.com/hold'] },
      spec: backend('fs')['spec'],
    })
    await finalizers(null)
  })

  it('what can not be looked at again is not called gone, and the next run tells', async () => {
    let deleted = false
    const going = through((name, call) => async (...args) => {
      if (name === 'list' && deleted) throw new ClusterError('cluster-unreachable', 0, 'gone')
      if (name === 'delete') deleted = true
      return call(...args)
    })
    const report = await doRevoke(going)
    expect(report.targets.map(({ cluster: part, verdict }) => [part, verdict])).toEqual([
      ['not seen', 'not known'],
      ['not seen', 'not known'],
    ])
    expect(report.problems.map(({ code }) => code)).toContain('cluster-unreachable')
    expect((await doRevoke(cluster)).problems).toEqual([])
    expect((await doRestore(cluster)).problems).toEqual([])
    await expectBack()
  })

  it('a Secret that is no record does not hold up a revoke, and is told', async () => {
    const input = (type: string, name: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        type,
        metadata: { name, namespace: 'agentgw-system', labels: { 'agentgw.dev/revocation': 'x' } },
      })
    await plane.kubectl(['create', 'namespace', 'agentgw-system'])
    await plane.kubectl(['create', '-f', '-'], { input: input('Opaque', 'stray') })
    expect((await doRevoke(cluster)).problems).toEqual([])
    expect((await doRestore(cluster)).problems).toEqual([])
    await plane.kubectl(['create', '-f', '-'], { input: input('agentgw.dev/revocation', 'broken') })
    expect((await doRevoke(cluster)).problems.map(({ code }) => code)).toEqual(['stash-damaged'])
    expect(await live()).toEqual([undefined, undefined])
    await plane.kubectl(['delete', 'secret', '-n', 'agentgw-system', 'broken', 'stray'])
  })

  it('an id brings back what was revoked in another namespace', async () => {
    await plane.kubectl(['create', 'namespace', 'other'])
    await cluster.apply(backend('fs', { namespace: 'other' }))
    const way = { ...(await options(cluster)), namespace: 'other' }
    const revoked = await revoke(await prepareRevoke({ ...way, reason: '', newId: `id-${++runs}` }))
    expect(revoked.problems).toEqual([])
    const words = [revoked.targets[0]?.id ?? '']
    expect(
      (await restore(await prepareRestore({ ...(await options(cluster)), words, force: false }))).problems,
    ).toEqual([])
    expect(await cluster.get(refOf(backend('fs', { namespace: 'other' })))).toBeDefined()
  })

  it('an owner of a kind that is gone does not keep an object from coming back', async () => {
    const owner = { apiVersion: 'example.com/v1', kind: 'Gone', name: 'x', uid: '1' }
    await cluster.patch(refOf(backend('fs')), { metadata: { ownerReferences: [owner] } })
    expect((await doRevoke(cluster)).problems).toEqual([])
    expect((await doRestore(cluster)).problems).toEqual([])
    expect((await live())[0]?.metadata.ownerReferences).toBeUndefined()
  })
})
