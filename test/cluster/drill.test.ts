/**
 * `revoke --drill` with the built binary on a real API server: what it shows, and that nothing of it is left, whatever
 * cuts it off. In place of the gateway, a real MCP server that refuses as upstream does while the denial stands.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { killSwitchRunners } from '../../src/apply/kill-switch-runners.ts'
import { connect } from '../../src/cluster/connect.ts'
import { openWorkspace } from '../../src/manifest/settings.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { DRILL_LABEL, POLICY } from '../../src/model/deny.ts'
import type { Resource } from '../../src/model/resource.ts'
import { prepareDrill } from '../../src/operations/kill-switch/prepare-drill.ts'
import { run as runPlan, waitingOf } from '../../src/operations/kill-switch/run.ts'
import { conforms } from '../cli/conforms.ts'
import { startCli } from '../cli/run-live.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'
import { first, only, ProbedServer, rpcError, rpcResult } from '../probe/setup/server.ts'
import { must, startLockable } from './lock-cluster.ts'

let plane: ControlPlane
let admin: Cluster
let root: string
let server: ProbedServer

beforeAll(async () => {
  plane = await startLockable()
  admin = await connect({ kubeconfig: plane.kubeconfig, env: {} })
  await must(plane, ['create', 'namespace', NAMESPACE])
}, 240_000)
afterAll(() => plane.stop())

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-drill-'))
  server = new ProbedServer()
  await server.listen()
  await must(plane, ['apply', '--server-side', '-f', '-'], stringify([backend('fs'), route('fs', ['fs'])]))
})
afterEach(async () => {
  await server.close()
  rmSync(root, { recursive: true, force: true })
})

const run = (...args: string[]) => runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })

const denials = (): Promise<Resource[]> => admin.list(POLICY, { selector: DRILL_LABEL })

/** What stands, with its versions, and what is locked. */
const standing = async (): Promise<string> =>
  (await must(plane, [
    'get',
    'mcpbackend,airoute,agpol',
    '-n',
    NAMESPACE,
    '-o',
    'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{"\\n"}{end}',
  ])) + (await must(plane, ['get', 'configmap', '-n', 'agentgw-system', '-o', 'jsonpath={.items[*].data}']))

const journal = async (): Promise<{ id: string; state: string; reason: string }[]> => {
  const { stdout } = await run('revocations', '-o', 'json')
  return (JSON.parse(stdout) as { revocations: { id: string; state: string; reason: string }[] }).revocations
}

/** Refuses while a denial stands; `stop` ends it. */
const likeGateway = (): (() => Promise<void>) => {
  const end = new AbortController()
  const refuses = first(
    only(['tools/call'], rpcError(200, -32602, 'Unknown tool: list_baskets')),
    only(['tools/list'], rpcResult({ tools: [] })),
  )
  const looking = (async () => {
    while (!end.signal.aborted) {
      server.form = (await denials()).length > 0 ? refuses : () => false
      await sleep(5)
    }
  })()
  return async () => {
    end.abort()
    await looking
  }
}

interface Report {
  revocation?: string
  steps: { step: string; worked: boolean }[]
  targets: {
    denied: boolean
    locked: boolean
    darkAfterMs?: number
    answersAgain?: boolean
    undone: boolean
    part?: object
  }[]
  undeniable: { kind: string }[]
  problems: { code: string; message: string; hint?: string }[]
}

const drill = async (code: number, ...args: string[]): Promise<Report> => {
  const result = await run('revoke', ...args, '--drill', '-o', 'json')
  expect(result.code, result.stdout + result.stderr).toBe(code)
  conforms('drill', result.stdout)
  return JSON.parse(result.stdout) as Report
}

describe('a drill', () => {
  it('denies, locks, undoes both, and leaves all as it was', async () => {
    const before = await standing()
    const { revocation, steps, targets } = await drill(0, 'fs')
    expect(steps.map(({ step, worked }) => [step, worked])).toEqual([
      ['try to delete', true],
      ['record', true],
      ['deny', true],
      ['lock', true],
      ['undo', true],
    ])
    expect(targets).toMatchObject([{ denied: true, locked: true, undone: true }])
    expect((await standing()).replace('{}', '')).toBe(before)
    expect((await journal()).find(({ id }) => id === revocation)).toMatchObject({
      state: 'restored',
      reason: 'a drill',
    })
    const events = await must(plane, ['get', 'events', '-n', NAMESPACE, '-o', 'jsonpath={.items[*].message}'])
    expect(events).toContain(`Revoked #(drill) by admin: a drill (revocation ${revocation})`)
    expect(events).toContain(`Restored #(drill) by admin (revocation ${revocation})`)
  })

  it('sees it dark in both sessions and back, where it is probed', async () => {
    const stop = likeGateway()
    const { steps, targets, problems } = await drill(0, 'mcpbackend/fs', '--probe', String(server.url()))
    await stop()
    expect(problems).toEqual([])
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['see it dark', 'lock', 'undo', 'see it back']),
    )
    expect(targets).toMatchObject([{ denied: true, locked: true, answersAgain: true, undone: true }])
    expect(targets[0]!.darkAfterMs).toBeTypeOf('number')
  })

  it('that is not seen dark fails, and is undone; one that does not answer before is not begun', async () => {
    const { steps, problems } = await drill(3, 'mcpbackend/fs', '--probe', String(server.url()))
    expect(steps).toContainEqual(expect.objectContaining({ step: 'see it dark', worked: false }))
    expect(problems).toMatchObject([{ code: 'still-answers' }])
    expect(await denials()).toEqual([])

    const known = (await journal()).length
    server.form = rpcError(401, -32000, 'who are you?')
    expect(await drill(3, 'mcpbackend/fs', '--probe', String(server.url()))).toMatchObject({
      steps: [],
      problems: [{ code: 'not-proven' }],
    })
    expect(await journal()).toHaveLength(known)
  })

  it('shows with --dry-run what it would do, and does nothing', async () => {
    const before = await standing()
    const { code, stdout } = await run('revoke', 'fs', '--drill', '--dry-run')
    expect(code).toBe(0)
    expect(
      stdout
        .replace(/[0-9a-f]{8} /g, 'X ')
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['record', 'deny', 'lock', 'unlock', 'delete', ''])
    expect(await standing()).toBe(before)
  })

  it('is refused to who could not undo it, and names what it can not be held with', async () => {
    const responder = plane.user('rita')
    for (const where of [
      ['clusterrolebinding', 'rita', '--clusterrole=agentgw-responder'],
      ['rolebinding', 'rita', '-n', 'agentgw-system', '--role=agentgw-responder'],
    ])
      await must(plane, ['create', ...where, '--user=rita'])
    const refused = await runCli(['revoke', 'fs', '--drill'], { cwd: root, env: { KUBECONFIG: responder } })
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/delete agentgatewaypolicies.*\[missing-right\]/)
    expect(refused.stderr).toContain('--clusterrole=agentgw-operator --user=rita')
    expect(await denials()).toEqual([])
    expect((await drill(3, 'airoute/fs')).problems).toMatchObject([{ code: 'not-deniable' }])
    expect((await drill(3, 'nosuch')).problems).toMatchObject([{ code: 'target-not-found' }])
  })
})

describe('a drill that is cut off', () => {
  /** Gives the run and resolves as soon as its denial stands. */
  const untilDenied = async () => {
    const live = startCli(['revoke', 'fs', '--drill', '--probe', String(server.url())], root, {
      KUBECONFIG: plane.kubeconfig,
    })
    await expect.poll(async () => (await denials()).length, { timeout: 20_000, interval: 5 }).toBe(1)
    return live
  }

  it('by Ctrl-C is undone, and exits 130', async () => {
    const live = await untilDenied()
    live.child.kill('SIGINT')
    expect(await live.ended, live.printed.stderr).toBe(130)
    expect(await denials()).toEqual([])
    expect((await journal()).filter(({ state }) => state !== 'restored')).toEqual([])
  })

  it.each([
    ['restore by name', ['restore', 'fs'], 'restored'],
    ['the next drill', ['revoke', 'fs', '--drill'], 'restored'],
  ])('by SIGKILL is ended by %s', async (_, command, state) => {
    const live = await untilDenied()
    live.child.kill('SIGKILL')
    await live.ended
    expect(await denials()).toHaveLength(1)
    expect((await journal()).filter(({ state: one }) => one === 'revoking')).toHaveLength(1)
    const { code, stdout, stderr } = await run(...command)
    expect(code, stdout + stderr).toBe(0)
    expect(await denials()).toEqual([])
    expect((await journal()).every((one) => one.state === state)).toBe(true)
  })

  it('after it locked the denial is ended, too', async () => {
    const { drill: planned } = await prepareDrill({
      words: ['fs'],
      reason: '',
      namespace: NAMESPACE,
      workspace: await openWorkspace({ cwd: root }),
      cluster: admin,
      localUser: 'me@here',
      newId: '20261101-100000-abcdef',
      now: () => new Date(),
    })
    const stages = [planned.record, planned.deny, planned.lock]
    const runners = killSwitchRunners(
      undefined,
      admin,
      waitingOf(() => new Date()),
    )
    expect(await runPlan({ stages }, runners)).toEqual([])
    const [policy] = await denials()
    expect(
      (await plane.kubectl(['delete', 'agpol', policy!.metadata.name, '-n', NAMESPACE])).stderr,
    ).toContain('is part of a revocation')
    const { code, stderr } = await run('restore', '20261101-100000-abcdef')
    expect(code, stderr).toBe(0)
    expect(await denials()).toEqual([])
  })

  it('and a real revocation that comes meanwhile do not touch each other', async () => {
    const live = await untilDenied()
    live.child.kill('SIGKILL')
    await live.ended
    const [{ id } = { id: '' }] = (await journal()).filter(({ state }) => state === 'revoking')
    const revoked = await run('revoke', 'mcpbackend/fs')
    expect(revoked.code, revoked.stderr).toBe(0)
    const ended = await run('restore', id)
    expect(ended.code, ended.stderr).toBe(0)
    expect(await denials()).toEqual([])
    const left = await must(plane, ['get', 'mcpbackend,agpol', '-n', NAMESPACE, '-o', 'name'])
    expect(left).toMatch(/^agentgatewaypolicy\S+\/revoked-mcpbackend-fs-[0-9a-f]{8}\n$/)
    expect((await run('restore', 'mcpbackend/fs')).code).toBe(0)
  })
})
