/** Ctrl-C and SIGTERM in the middle of `apply`: the account of it is true, and the same command goes on. */
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LiveRun } from '../cli/run-live.ts'
import { ROOT } from '../cli/run.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let proxy: FaultProxy
let here: OwnFolder

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
  proxy = await startFaultProxy(plane.kubeconfig, plane.directory)
})
afterAll(async () => {
  await proxy.stop()
  await plane.stop()
})

beforeEach(async () => {
  here = await OwnFolder.open(plane, { kubeconfig: proxy.kubeconfig })
  proxy.rules()
  return () => here.close()
})

const ALL = 40
const NAMES = Array.from({ length: ALL }, (_, i) => `b${i}`)

const hold = (names: readonly string[]): void => {
  here.write('a.yaml', names.map((name) => backend(name)).join(''))
}

const start = (...args: string[]): LiveRun => here.start(args)

const standing = (): Promise<string[]> => here.standing()

/** The objects that stdout tells with this outcome. */
const told = ({ printed }: LiveRun, outcome: string): string[] =>
  [...printed.stdout.matchAll(/^mcpbackend\/(\S+) (\w+)$/gm)]
    .filter(([, , word]) => word === outcome)
    .map(([, name]) => name ?? '')
    .sort()

/** What the account says, line by line. */
const accountOf = ({ printed }: LiveRun): { done: number; ended: number; notBegun: number } => {
  const number = (pattern: RegExp): number => Number(pattern.exec(printed.stderr)?.[1] ?? 0)
  return {
    done: number(/^done before the interruption: (\d+) \w+$/m),
    ended: /^under way, and ended: (.*)$/m.exec(printed.stderr)?.[1]?.split(', ').length ?? 0,
    notBegun: number(/^not begun: (\d+) /m),
  }
}

/** From the nth request of the method on, each takes a moment; at the nth the run is interrupted. */
const interruptAt = (run: LiveRun, method: string, nth: number, signal: NodeJS.Signals): void => {
  const call = (): void => void run.child.kill(signal)
  proxy.rules(
    { method, nth, act: { do: 'call', when: 'before', call } },
    { method, nth, andLater: true, act: { do: 'delay', ms: 300 } },
  )
}

describe('an apply that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s: what is under way ends, and all is told',
    async (signal) => {
      hold(NAMES)
      const run = start('apply', '--wait')
      interruptAt(run, 'PATCH', 20, signal)
      expect(await run.ended, run.printed.stderr).toBe(130)

      const created = told(run, 'created')
      const skipped = told(run, 'skipped')
      expect(await standing()).toEqual(created)
      expect([...created, ...skipped].sort()).toEqual([...NAMES].sort())
      expect(skipped.length).toBeGreaterThan(0)
      const account = accountOf(run)
      expect(account.ended).toBeGreaterThan(0)
      expect(account.done + account.ended).toBe(created.length)
      expect(account.notBegun).toBe(skipped.length)
      // Nothing is waited for any more.
      expect(run.printed.stderr).not.toContain('waiting')

      proxy.rules()
      const again = await here.run('apply')
      expect(again.code, again.stderr).toBe(0)
      expect(again.stdout.match(/ created$/gm)).toHaveLength(skipped.length)
      expect(again.stdout.match(/ unchanged$/gm)).toHaveLength(created.length)
    },
  )

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s before the first change: nothing was changed',
    async (signal) => {
      hold(NAMES)
      proxy.rules({ method: 'GET', act: { do: 'hang', when: 'before' } })
      const run = start('apply')
      while (proxy.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
      run.child.kill(signal)
      expect(await run.ended).toBe(130)
      expect(run.printed).toEqual({ stdout: '', stderr: 'interrupted: nothing was changed\n' })
      expect(await standing()).toEqual([])
    },
  )

  it('while it prunes: what was not begun stands', async () => {
    hold(NAMES)
    await here.run('apply')
    hold(['b0', 'b1'])
    const run = start('apply', '--prune', '--yes')
    interruptAt(run, 'DELETE', 20, 'SIGINT')
    expect(await run.ended, run.printed.stderr).toBe(130)
    const skipped = told(run, 'skipped')
    expect(skipped.length).toBeGreaterThan(0)
    expect(await standing()).toEqual(['b0', 'b1', ...skipped].sort())
    const account = accountOf(run)
    expect(account.done + account.ended).toBe(told(run, 'pruned').length)
    expect(account.notBegun).toBe(skipped.length)
  })

  it('a second time ends at once, and says of what it is not known how it ended', async () => {
    hold(['b0', 'b1'])
    const run = start('apply')
    proxy.rules({
      method: 'PATCH',
      path: /\/b1\?/,
      act: { do: 'hang', when: 'after' },
    })
    await run.until('stdout', 'mcpbackend/b0 created')
    run.child.kill('SIGINT')
    await run.until('stderr', 'interrupted')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.printed.stderr).toContain('done before the interruption: 1 created\n')
    expect(run.printed.stderr).toContain(
      `under way, and not known how it ended: 1 (mcpbackend/b1 -n ${here.namespace})\n`,
    )
  })

  it('while it waits: what is not ready is named', async () => {
    hold(['b0', 'b1'])
    const run = start('apply', '--wait', '-o', 'json')
    await run.until('stderr', 'mcpbackend/b1')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.printed.stderr).toContain(
      `every object had had its turn before the interruption; not known to be ready: 2 (mcpbackend/b0 -n ${here.namespace}, mcpbackend/b1 -n ${here.namespace})\n`,
    )
    const report = JSON.parse(run.printed.stdout) as object
    expect(report).toMatchObject({
      interrupted: true,
      summary: { created: 2, ready: 0, notReady: 2 },
      resources: [{ ready: false }, { ready: false }],
    })
  })

  it('while it waits and the API server does not answer, it ends all the same', async () => {
    hold(['b0'])
    const run = start('apply', '--wait')
    await run.until('stderr', 'mcpbackend/b0')
    proxy.rules({ method: 'GET', act: { do: 'hang', when: 'before' } })
    while (proxy.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(130)
  })
})

it('what befalls many objects alike is told once, and counted', async () => {
  hold(NAMES)
  proxy.rules({ method: 'PATCH', act: { do: 'reply', status: 403 } })
  const { code, stdout, stderr } = await here.run('apply')
  expect(code).toBe(3)
  expect(stdout.match(/ failed$/gm)).toHaveLength(ALL)
  expect(stderr.match(/^error: /gm)).toHaveLength(1)
  expect(stderr).toContain(`${ALL - 1} more objects with the like [forbidden]\n${ALL} failed\n`)
})
