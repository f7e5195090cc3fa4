/** The flowchart holds to a grammar that is stricter than Mermaid's, whatever objects are called. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forestOf } from '../../../src/plan/tree.ts'
import { overviewMermaid } from '../../../src/report/get/mermaid.ts'
import { entriesOf, object, revocation, route, to } from '../../plan/gateway.ts'

/** Nothing but letters, digits and signs without a meaning, entities, and line breaks. */
const TEXT = String.raw`(?:[\p{L}\p{N} ./_:*,()=~@+-]|#\d+;|<br\/>)+`
const VERTEX = new RegExp(`^  (n\\d+)\\["(${TEXT})"\\](?::::(\\w+))?$`, 'u')
const EDGE = /^ {2}(n\d+) (-->|-\.-) (n\d+)$/
const STYLE = /^ {2}classDef (\w+) [\w:,-]+$/

interface Chart {
  readonly vertices: ReadonlyMap<string, string>
  readonly edges: readonly (readonly [string, string, string])[]
}

/** Throws at the first line that is none of the language. */
const read = (text: string): Chart => {
  const [head, ...lines] = text.trimEnd().split('\n')
  expect(head).toBe('flowchart LR')
  expect(text.endsWith('\n')).toBe(true)
  const vertices = new Map<string, string>()
  const edges: [string, string, string][] = []
  const [used, defined] = [new Set<string>(), new Set<string>()]
  for (const line of lines) {
    const [, id, label = '', style] = VERTEX.exec(line) ?? []
    const [, from = '', arrow = '', end = ''] = EDGE.exec(line) ?? []
    const [, name] = STYLE.exec(line) ?? []
    if (id !== undefined) {
      expect(vertices.has(id)).toBe(false)
      vertices.set(id, label)
      if (style !== undefined) used.add(style)
    } else if (from !== '') edges.push([from, arrow, end])
    else if (name !== undefined) defined.add(name)
    else throw new Error(`not of the language: ${line}`)
  }
  for (const [from, , end] of edges) expect(vertices.has(from) && vertices.has(end)).toBe(true)
  expect(defined).toEqual(used)
  return { vertices, edges }
}

const chart = (...of: Parameters<typeof entriesOf>): string => overviewMermaid(forestOf(entriesOf(...of), []))

describe('-o mermaid', () => {
  it('draws each object once, ways as arrows and policies as dotted lines', () => {
    const gateway = object('Gateway', 'gw', { listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] })
    const files = object('MCPBackend', 'files')
    const routes = ['a', 'b'].map((name) =>
      route('AIRoute', name, [to('Gateway', 'gw')], to('MCPBackend', 'files'), to('MCPBackend', 'none')),
    )
    const policy = object('AgentgatewayPolicy', 'p', { targetRefs: [to('MCPBackend', 'files')] })
    const { vertices, edges } = read(chart([gateway, ...routes, policy], [revocation(files)]))
    const named = edges.map(([from, arrow, end]) => [
      vertices.get(from)?.split('<br/>')[1] ?? '',
      arrow,
      vertices.get(end)?.split('<br/>')[1] ?? '',
    ])
    expect(named.map((words) => words.join(' '))).toEqual([
      'gw -n here --> HTTP 80',
      'gw -n here --> a -n here',
      'a -n here --> files -n here',
      'files -n here -.- p -n here',
      'a -n here --> none -n here',
      'gw -n here --> b -n here',
      'b -n here --> files -n here',
      'b -n here --> none -n here',
    ])
    const texts = [...vertices.values()]
    expect(texts.filter((text) => text.endsWith('missing'))).toEqual([
      'MCPBackend<br/>none -n here<br/>missing',
    ])
    expect(texts.filter((text) => text.endsWith('revoked'))).toEqual([
      'MCPBackend<br/>files -n here<br/>revoked',
    ])
  })

  it('whatever a name holds, it is text', () => {
    const hostile = [
      'end',
      '"];click n0 "javascript:x"',
      '%%{init: {}}%%',
      '#quot;',
      '<b>`x`</b>',
      'a\nb',
      '|}]',
    ]
    const name = fc.oneof(
      fc.constantFrom(...hostile),
      fc.string({ minLength: 1 }),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(name, name, (parent, backend) => {
        read(chart([route('HTTPRoute', 'r', [to('Gateway', parent)], to('Service', backend))]))
      }),
      { numRuns: 100, seed: 20261127 },
    )
  })

  it('of nothing is an empty chart', () => {
    expect(chart([])).toBe('flowchart LR\n')
  })
})
