import { describe, expect, it } from 'vitest'
import type { Resource } from '../../../src/model/resource.ts'
import { refOf } from '../../../src/model/resource.ts'
import { missingOf } from '../../../src/operations/kill-switch/missing.ts'
import { parseTarget, type Selection, withTools } from '../../../src/plan/revoke-targets.ts'
import { backend, NAMESPACE } from '../../fixtures/objects.ts'

const shared: Resource = {
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE },
  spec: { mcp: { targets: [{ name: 'files' }, { name: 'web' }] } },
}
const objects = [backend('filesystem'), shared]
const standing = objects.map((object) => ({ ref: refOf(object), readings: [object] }))

const missing = (words: readonly string[], own: Partial<Selection> = {}, selector?: string) =>
  missingOf(
    { names: words.map(parseTarget), namespace: NAMESPACE, ...own },
    selector,
    [{ ref: refOf(shared), part: { target: 'files' } }],
    [],
    standing,
  )
const hints = (...words: string[]) => missing(words).map(({ problem }) => problem.hint)

describe('a name', () => {
  it('is missing where nothing has it, and a near one is named', () => {
    expect(hints('filesystm')).toEqual([expect.stringMatching(/^did you mean filesystem\?/)])
    expect(hints('airoute/filesystm')).toEqual([expect.not.stringContaining('did you mean') as string])
  })

  it('is told to be a kind where it is one', () => {
    expect(hints('mcpbackends')).toEqual(['write KIND/NAME in one word: mcpbackends/NAME'])
  })

  it('of another part is missing though a part of the same object was found', () => {
    expect(missing(['shared#files', 'shared#nosuch']).map(({ word }) => word)).toEqual(['shared#nosuch'])
    expect(hints('shared#nosuch')).toEqual(['its targets are files, web'])
    expect(hints('filesystem#x')).toEqual(['leave out #x'])
  })

  it('of a tool is missing where only a target was found', () => {
    const names = withTools([parseTarget('shared')], ['write'])
    expect(missing([], { names }).map(({ word }) => word)).toEqual(['shared#:write'])
  })
})

describe('a selection', () => {
  const none = (own: Partial<Selection>, selector?: string, there = standing) =>
    missingOf({ names: [], namespace: NAMESPACE, ...own }, selector, [], [], there).map(
      ({ problem }) => problem.message,
    )

  it('says what it asked for, and where', () => {
    expect(none({}, 'tean=a')).toEqual([`--selector tean=a: nothing in ${NAMESPACE} has these labels`])
    expect(none({ reaches: ['x'], namespace: undefined })).toEqual([
      '--reaches x: no backend in any namespace leads there',
    ])
    expect(none({ all: true }, undefined, [])).toEqual([
      `--all: nothing that can be revoked stands in ${NAMESPACE}`,
    ])
  })

  it('that found something is not missing', () => {
    expect(none({ all: true })).toEqual([])
    expect(none({ reaches: ['npx'] })).toEqual([])
  })

  it('of which one flag found nothing says so, whatever the others found', () => {
    expect(missing([], { reaches: ['npx', 'slip'] }).map(({ word }) => word)).toEqual(['--reaches slip'])
    expect(missing(['shared#files'], { reaches: ['slip'] }).map(({ word }) => word)).toEqual([
      '--reaches slip',
    ])
    expect(missing([], { all: true, selector: () => false }, 'a=b').map(({ word }) => word)).toEqual([
      '--selector a=b',
    ])
  })

  it('that means what is revoked already is not missing', () => {
    const gone = missingOf(
      { names: [], namespace: NAMESPACE, reaches: ['npx'] },
      undefined,
      [],
      standing.slice(0, 1),
      [],
    )
    expect(gone).toEqual([])
  })
})
