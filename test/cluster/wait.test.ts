/** `apply --wait` with the built binary on a real API server; the test writes what a controller would. */
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LiveRun } from '../cli/run-live.ts'
import { conforms } from '../cli/conforms.ts'
import { ROOT } from '../cli/run.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import type { ExecResult } from '../setup/exec.ts'
import { backend, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let proxy: FaultProxy
let here: OwnFolder

beforeAll(async () => {
  const upstream = upstreamCrds()
  const crds = [
    join(ROOT, 'schemas/crds'),
    await gatewayApiCrds(),
    ...(upstream === undefined ? [] : [upstream]),
  ]
  plane = await startControlPlane({ crds })
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

const gateway = (name: string, ofClass: string): string =>
  `---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: ${name}}\nspec: {gatewayClassName: ${ofClass}, listeners: [{name: http, port: 80, protocol: HTTP}]}\n`
const route = (name: string, parent: string): string =>
  `---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: ${name}}\nspec: {parentRefs: [{name: ${parent}}]}\n`
const SECRET = '---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: value}\n'

const write = (...documents: string[]): void => {
  here.write('a.yaml', documents.join(''))
}

const run = (...args: string[]): Promise<ExecResult> => here.run(...args)
const start = (...args: string[]): LiveRun => here.start(args)

type Said = readonly [type: string, status: string, reason: string]

const conditions = (said: readonly Said[], observedGeneration: number): object[] =>
  said.map(([type, status, reason]) => ({
    type,
    status,
    reason,
    observedGeneration,
    message: `says ${reason}`,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }))

const patchStatus = async (what: string, name: string, status: object): Promise<void> => {
  const patch = ['patch', what, name, '-n', here.namespace, '--subresource=status', '--type=merge']
  const { code, stderr } = await plane.kubectl([...patch, '-p', JSON.stringify({ status })])
  expect(code, stderr).toBe(0)
}

const answer = (what: string, name: string, said: readonly Said[], generation = 1): Promise<void> =>
  patchStatus(what, name, { conditions: conditions(said, generation) })

const ACCEPTED = ['Accepted', 'True', 'Accepted'] as const
const PROGRAMMED = ['Programmed', 'True', 'Programmed'] as const
const TAKEN = [ACCEPTED, PROGRAMMED] as const

const toSchema = (stdout: string): Record<string, unknown> =>
  conforms('apply', stdout) as Record<string, unknown>

describe('apply --wait', () => {
  it('ends when all is accepted and programmed, and tells each change on stderr', async () => {
    write(backend('a'), gateway('gw', 'some'), route('web', 'gw'), SECRET)
    const live = start('apply', '--wait')
    await live.until('stderr', `gateway/gw -n ${here.namespace} waiting (no controller has answered)`)
    await answer('mcpbackend', 'a', [ACCEPTED, ['Programmed', 'False', 'Pending']])
    await live.until('stderr', `mcpbackend/a -n ${here.namespace} pending (Pending: says Pending)`)
    await answer('mcpbackend', 'a', TAKEN)
    await answer('gateway', 'gw', TAKEN)
    const parents = [
      {
        parentRef: { name: 'gw' },
        controllerName: 'test.dev/one',
        conditions: conditions([ACCEPTED, ['ResolvedRefs', 'True', 'ResolvedRefs']], 1),
      },
    ]
    await patchStatus('httproute', 'web', { parents })
    expect(await live.ended, live.printed.stderr).toBe(0)
    expect(live.printed.stdout.split('\n').filter(Boolean).sort()).toEqual([
      'gateway/gw created',
      'httproute/web created',
      'mcpbackend/a created',
      'secret/s created',
    ])
    expect(live.printed.stderr).toContain(`mcpbackend/a -n ${here.namespace} ready (Accepted)\n`)
    expect(live.printed.stderr).toMatch(/4 created; 3 ready\n$/)

    const again = await run('apply', '--wait', '-o', 'json')
    expect(again.code, again.stderr).toBe(0)
    expect(toSchema(again.stdout)).toMatchObject({ summary: { unchanged: 4, ready: 3, notReady: 0 } })
  })

  it('needs nothing of kinds that nobody speaks of', async () => {
    write(SECRET)
    const { code, stderr } = await run('apply', '--wait')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 created\n' })
  })

  it('ends at once where something is refused, and gives the controller its word', async () => {
    write(backend('a'), backend('b'))
    const live = start('apply', '--wait', '-o', 'json')
    await live.until('stderr', 'mcpbackend/b')
    await answer('mcpbackend', 'a', TAKEN)
    await answer('mcpbackend', 'b', [['Accepted', 'False', 'Invalid']])
    expect(await live.ended).toBe(3)
    expect(live.printed.stderr).toContain(
      'error: mcpbackend/b not accepted: Invalid: says Invalid [not-accepted]',
    )
    expect(toSchema(live.printed.stdout)).toMatchObject({
      summary: { created: 2, ready: 1, notReady: 1 },
      resources: [
        { outcome: 'created', ready: true, reason: 'Accepted' },
        {
          outcome: 'created',
          ready: false,
          reason: 'Invalid',
          message: 'says Invalid',
          error: { code: 'not-accepted' },
        },
      ],
    })
  })

  it('takes what is valid in part alone for no success', async () => {
    write(backend('a'))
    const live = start('apply', '--wait', '-o', 'json')
    await live.until('stderr', 'mcpbackend/a')
    await answer('mcpbackend', 'a', [['Accepted', 'True', 'PartiallyValid'], PROGRAMMED])
    expect(await live.ended).toBe(3)
    expect(live.printed.stderr).toContain('not accepted yet (PartiallyValid: says PartiallyValid)')
    expect(toSchema(live.printed.stdout)).toMatchObject({
      resources: [{ ready: false, reason: 'PartiallyValid', error: { code: 'not-accepted' } }],
    })
  })

  it('is not taken in by what was said of an earlier form', async () => {
    write(backend('a'))
    await run('apply')
    await answer('mcpbackend', 'a', TAKEN)
    expect((await run('apply', '--wait')).code).toBe(0)
    write(backend('a', 'other'))
    const { code, stderr } = await run('apply', '--wait', '--timeout', '1s')
    expect(code).toBe(3)
    expect(stderr).toContain('error: mcpbackend/a not ready after 1s: OutOfDate [wait-timeout]')
    await answer('mcpbackend', 'a', TAKEN, 2)
    expect((await run('apply', '--wait', '--timeout', '0')).code).toBe(0)
  })

  it('stops where there is no controller, which is known by gateway class', async () => {
    // There are others, of another kind and of another class.
    write(gateway('other', 'answered'))
    await run('apply')
    await answer('gateway', 'other', TAKEN)
    write(gateway('other', 'answered'), gateway('gw', 'nobodys'), route('web', 'gw'))
    const { code, stderr, stdout } = await run('apply', '--wait', '-o', 'json')
    expect(code).toBe(3)
    expect(stderr).toContain('gateway/gw is accepted: no controller has answered [no-controller]')
    expect(stderr).toContain('httproute/web is accepted: no controller has answered [no-controller]')
    expect(toSchema(stdout)).toMatchObject({ summary: { ready: 1, notReady: 2 } })
  })

  it('tells what was deleted meanwhile', async () => {
    write(backend('a'))
    const live = start('apply', '--wait')
    await live.until('stderr', 'mcpbackend/a')
    await plane.kubectl(['delete', 'mcpbackend', 'a', '-n', here.namespace])
    expect(await live.ended).toBe(3)
    expect(live.printed.stderr).toContain('mcpbackend/a not accepted: Deleted')
  })

  it('asks few times, however many objects there are, and tells one cause once', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `b${i}`)
    write(...names.map((name) => backend(name)))
    await run('apply')
    proxy.rules()
    const { code, stderr } = await run('apply', '--wait', '--timeout', '3s')
    expect(code).toBe(3)
    expect(stderr.match(/^error: /gm)).toHaveLength(1)
    expect(stderr).toMatch(/^error: mcpbackend\/b0, .* and 50 more not ready after 3s: .* \[wait-timeout\]$/m)
    expect(proxy.seen.length).toBeLessThan(25)
    expect(proxy.seen.filter(({ path }) => path.includes('mcpbackends/b'))).toEqual([])
  })

  it('goes on while the API server is away', async () => {
    write(backend('a'))
    const live = start('apply', '--wait')
    await live.until('stderr', 'mcpbackend/a')
    proxy.rules({ method: 'GET', path: /mcpbackends/, act: { do: 'reset', when: 'before' } })
    await answer('mcpbackend', 'a', TAKEN)
    while (proxy.seen.length < 3) await new Promise((resolve) => setTimeout(resolve, 50))
    proxy.rules()
    expect(await live.ended, live.printed.stderr).toBe(0)
  })

  it('does not wait for what was not applied, and says that it failed', async () => {
    write(backend('a'), backend('lost').replace('{name: lost}', '{name: lost, namespace: nowhere}'))
    const live = start('apply', '--wait', '-o', 'json')
    await live.until('stderr', `mcpbackend/a -n ${here.namespace}`)
    await answer('mcpbackend', 'a', TAKEN)
    expect(await live.ended).toBe(3)
    const { resources } = toSchema(live.printed.stdout)
    expect(resources).toMatchObject([
      { ready: true },
      { outcome: 'failed', error: { code: 'namespace-missing' } },
    ])
    expect(live.printed.stderr).not.toContain('mcpbackend/lost -n')
  })

  it("reads the status of upstream's kinds", async (ctx) => {
    if (upstreamCrds() === undefined) ctx.skip(NEEDS_UPSTREAM_CRDS)
    write(
      '---\napiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\nmetadata: {name: m}\nspec: {ai: {provider: {openai: {model: gpt-5}}}}\n',
      '---\napiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayPolicy\nmetadata: {name: p}\nspec: {targetRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: m}], backend: {mcp: {authorization: {action: Deny, policy: {matchExpressions: ["true"]}}}}}\n',
    )
    const ancestors = (said: readonly Said[]): object => ({
      ancestors: [
        {
          ancestorRef: { name: 'gw' },
          controllerName: 'agentgateway.dev/agentgateway',
          conditions: conditions(said, 1),
        },
      ],
    })
    const live = start('apply', '--wait')
    await live.until('stderr', 'agentgatewaybackend/m')
    await answer('agentgatewaybackend', 'm', [ACCEPTED])
    await patchStatus(
      'agentgatewaypolicy',
      'p',
      ancestors([
        ['Accepted', 'True', 'Valid'],
        ['Attached', 'False', 'Pending'],
      ]),
    )
    await live.until('stderr', `agentgatewaypolicy/p -n ${here.namespace} pending (Pending: says Pending)`)
    await patchStatus(
      'agentgatewaypolicy',
      'p',
      ancestors([
        ['Accepted', 'True', 'Valid'],
        ['Attached', 'True', 'Attached'],
      ]),
    )
    expect(await live.ended, live.printed.stderr).toBe(0)
  })
})
