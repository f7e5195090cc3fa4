import { describe, expect, it } from 'vitest'
import {
  type Answer,
  type Look,
  problemOfProbe,
  problemOfReturn,
  type ProbeVerdict,
  type Scope,
} from '../../src/model/probe.ts'
import { judge, needsList, verdictOf } from '../../src/model/probe-verdict.ts'

const answered: Answer = { kind: 'answered' }
const http = (status: number, text: string): Answer => ({ kind: 'http', status, text })
const rpc = (status: number, code: number, message: string, revocation?: string): Answer => ({
  kind: 'rpc-error',
  status,
  code,
  message,
  ...(revocation === undefined ? {} : { revocation }),
})
const failed: Answer = { kind: 'failed', reason: 'time-out', message: 'no answer in time' }
const toolError = (unknownTool: boolean): Answer => ({ kind: 'tool-error', text: 'no', unknownTool })
const noRoute = http(404, 'route not found')
const unknown = rpc(200, -32602, 'Unknown tool: list')

describe('what one look saw', () => {
  it.each<[Scope, Answer, Look['listed'], string]>([
    ['all', answered, undefined, 'answer'],
    ['part', answered, undefined, 'answer'],
    ['all', noRoute, undefined, 'refusal'],
    ['all', http(404, ' Route not found\n'), undefined, 'refusal'],
    ['all', http(404, 'API route not found'), undefined, 'unexpected'],
    ['all', http(404, ''), undefined, 'unexpected'],
    ['all', http(200, 'route not found'), undefined, 'unexpected'],
    ['all', http(500, 'route not found'), undefined, 'server-error'],
    ['all', http(404, 'mcp: session not found'), undefined, 'session-lost'],
    ['all', http(500, 'BackendDoesNotExist'), undefined, 'refusal'],
    ['all', http(500, 'backend does not exist'), undefined, 'refusal'],
    ['all', http(500, 'service not found'), undefined, 'refusal'],
    ['all', http(503, 'service not found'), undefined, 'server-error'],
    ['all', http(403, 'authorization failed'), undefined, 'refusal'],
    ['all', http(403, 'external authorization failed'), undefined, 'authentication'],
    ['all', http(403, 'CSRF validation failed'), undefined, 'authentication'],
    ['all', http(401, 'authorization failed'), undefined, 'authentication'],
    ['all', http(407, ''), undefined, 'authentication'],
    ['all', http(429, 'route not found'), undefined, 'rate-limited'],
    ['all', http(302, ''), undefined, 'redirect'],
    ['all', http(408, ''), undefined, 'time-out'],
    ['all', http(504, ''), undefined, 'time-out'],
    ['all', failed, undefined, 'time-out'],
    ['all', unknown, 0, 'refusal'],
    ['all', unknown, noRoute, 'refusal'],
    ['all', unknown, 3, 'other-tools-left'],
    ['all', unknown, undefined, 'other-tools-left'],
    ['all', unknown, failed, 'time-out'],
    ['all', rpc(400, -32602, 'Unknown tool: list'), 0, 'refusal'],
    ['all', rpc(200, -32602, 'Unknown toolbox'), 0, 'unexpected'],
    ['all', rpc(200, -32603, 'Unknown tool: list'), 0, 'unexpected'],
    ['all', rpc(404, -32001, 'Session not found'), undefined, 'session-lost'],
    ['all', rpc(401, -32001, 'who are you'), undefined, 'authentication'],
    ['all', rpc(404, -32001, 'files is revoked (r-1): x', 'r-1'), undefined, 'refusal'],
    ['all', rpc(200, -32000, 'files is revoked (r-1): x', 'r-1'), noRoute, 'refusal'],
    ['all', rpc(200, -32000, 'files is revoked (r-1): x', 'r-1'), 0, 'refusal'],
    ['all', rpc(200, -32000, 'the tool list of files is revoked', 'r-1'), 3, 'other-tools-left'],
    ['all', rpc(404, -32001, 'files is not served'), undefined, 'refusal'],
    ['all', rpc(404, -32001, 'files is not served: it has no secret'), undefined, 'unexpected'],
    ['all', rpc(200, -32000, 'files is not served'), undefined, 'unexpected'],
    ['all', toolError(false), undefined, 'tool-error'],
    ['all', toolError(true), 0, 'tool-error'],
    ['part', unknown, 3, 'refusal'],
    ['part', unknown, 0, 'refusal'],
    ['part', unknown, noRoute, 'all-refused'],
    ['part', unknown, failed, 'time-out'],
    ['part', noRoute, noRoute, 'all-refused'],
    ['part', noRoute, undefined, 'all-refused'],
    ['part', rpc(200, -32000, 'list is revoked', 'r-1'), 3, 'refusal'],
    ['part', toolError(true), 3, 'refusal'],
    ['part', toolError(false), 3, 'tool-error'],
    ['part', http(401, ''), undefined, 'authentication'],
  ])('%s revoked, %o, then listed %o: %s', (scope, answer, listed, seen) => {
    const judgement = judge({ session: 'old', answer, listed }, scope)
    expect(judgement.saw === 'nothing' ? judgement.reason : judgement.saw).toBe(seen)
  })

  it('the list is asked for only where it decides', () => {
    expect([noRoute, unknown, answered, failed].map((one) => needsList(one, 'all'))).toEqual([
      false,
      true,
      false,
      false,
    ])
    expect([noRoute, unknown, answered, failed].map((one) => needsList(one, 'part'))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('the verdict', () => {
  const look = (session: Look['session'], answer: Answer): Look => ({ session, answer, listed: undefined })

  it.each<[string, Answer | undefined, Look[], number | undefined, Partial<ProbeVerdict>]>([
    ['both dark', answered, [look('old', noRoute), look('new', noRoute)], 7, { verdict: 'dark', darkAt: 7 }],
    ['no sessions', answered, [look('only', noRoute)], 7, { verdict: 'dark', darkAt: 7 }],
    ['old one lives', answered, [look('old', answered), look('new', noRoute)], 7, { verdict: 'not dark' }],
    ['new one lives', answered, [look('old', noRoute), look('new', answered)], 7, { verdict: 'not dark' }],
    [
      'life outweighs doubt',
      answered,
      [look('old', failed), look('new', answered)],
      7,
      { verdict: 'not dark' },
    ],
    [
      'doubt in one',
      answered,
      [look('old', noRoute), look('new', failed)],
      7,
      { verdict: 'not proven', reason: 'time-out' },
    ],
    [
      'never asked',
      undefined,
      [look('old', noRoute)],
      7,
      { verdict: 'not proven', reason: 'never-answered' },
    ],
    ['dark before', noRoute, [look('old', noRoute)], 7, { verdict: 'not proven', reason: 'unexpected' }],
    ['no success before', failed, [look('old', noRoute)], 7, { verdict: 'not proven', reason: 'time-out' }],
    ['nothing looked at', answered, [], 7, { verdict: 'not proven' }],
  ])('%s', (_what, before, looks, darkAt, expected) => {
    expect(verdictOf(before, looks, 'all', darkAt)).toMatchObject(expected)
  })

  it('is a problem unless it is dark', () => {
    expect(problemOfProbe('files', { verdict: 'dark', darkAt: 1 })).toBeUndefined()
    expect(problemOfProbe('files', { verdict: 'not dark', message: 'x' })?.code).toBe('still-answers')
    const noTool = { verdict: 'not proven', reason: 'no-tool', message: 'x' } as const
    expect(problemOfProbe('files', noTool)).toMatchObject({
      code: 'not-proven',
      hint: expect.stringContaining('--probe-tool') as string,
    })
  })

  it('of a restoration is a problem unless it answers', () => {
    expect(problemOfReturn('files', { verdict: 'answers', old: 'none' })).toBeUndefined()
    const silent = { verdict: 'does not answer', reason: 'time-out', message: 'x' } as const
    expect(problemOfReturn('files', silent)?.code).toBe('not-answering')
  })
})
