import { describe, expect, it } from 'vitest'
import { partLabel } from '../../src/model/part.ts'
import { type Resource, refKey, refLabel, refOf } from '../../src/model/resource.ts'
import { parseSelector } from '../../src/plan/label-selector.ts'
import {
  chooseTargets,
  parseTarget,
  type Selection,
  type Standing,
  withTools,
} from '../../src/plan/revoke-targets.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const standing = (...objects: (Resource | Resource[])[]): Map<string, Standing> =>
  new Map(
    objects.map((object) => {
      const readings = Array.isArray(object) ? object : [object]
      const ref = refOf(readings[0]!)
      return [refKey(ref), { ref, readings }]
    }),
  )

const choose = (words: string[], objects: Map<string, Standing>) => {
  const { targets, shared } = chooseTargets({ names: words.map(parseTarget), namespace: NAMESPACE }, objects)
  return {
    targets: targets.map(({ ref, part, because }) => `${refLabel(ref)}${partLabel(part)} ${because}`),
    shared: shared.map(refLabel),
  }
}

describe('parseTarget', () => {
  it('takes a kind by its name, plural and short name, in any case', () => {
    for (const word of ['MCPBackend/fs', 'mcpbackends/fs', 'mcpbe/fs', 'mcpbackend.agentgateway.dev/fs'])
      expect(parseTarget(word).kind?.kind).toBe('MCPBackend')
  })

  it.each([
    '',
    'a b',
    'secret/x',
    'nosuch/x',
    'mcpbackend/',
    'agbe/shared#',
    'agbe/shared#a:',
    'agbe/shared#A',
    'airoute/x#a',
    'UPPER',
    '../x',
  ])('refuses %j as wrong usage', (word) => {
    expect(() => parseTarget(word)).toThrow(expect.objectContaining({ code: 'usage', exit: 2 }))
  })
})

describe('chooseTargets', () => {
  const all = standing(
    backend('fs'),
    route('fs', ['fs']),
    route('other-way', ['fs']),
    route('both', ['fs', 'git']),
    backend('git'),
    route('git', ['git']),
  )

  it('takes everything of a bare name, and the routes that lead only there', () => {
    expect(choose(['fs'], all)).toEqual({
      targets: ['mcpbackend/fs named', 'airoute/fs named', 'airoute/other-way leads only there'],
      shared: ['airoute/both'],
    })
  })

  it('takes a route that leads only to the targets together', () => {
    expect(choose(['mcpbackend/fs', 'mcpbackend/git'], all).targets).toContain(
      'airoute/both leads only there',
    )
  })

  it('takes a route alone by its kind', () => {
    expect(choose(['airoute/fs'], all)).toEqual({ targets: ['airoute/fs named'], shared: [] })
  })

  it('leaves a route that leads elsewhere by one of its two readings', () => {
    const differing = standing(backend('fs'), [route('r', ['fs']), route('r', ['fs', 'git'])])
    expect(choose(['fs'], differing)).toEqual({ targets: ['mcpbackend/fs named'], shared: ['airoute/r'] })
  })

  it('leaves a route that does something else too', () => {
    const way = route('r', ['fs'])
    const spec = way['spec'] as { rules: object[] }
    const redirecting = {
      ...way,
      spec: { ...spec, rules: [...spec.rules, { filters: [{ type: 'RequestRedirect' }] }] },
    }
    expect(choose(['fs'], standing(backend('fs'), redirecting))).toEqual({
      targets: ['mcpbackend/fs named'],
      shared: ['airoute/r'],
    })
  })

  it('leaves the same name in another namespace, and a route without backends', () => {
    const others = standing(backend('fs', { namespace: 'elsewhere' }), route('empty', []))
    expect(choose(['fs'], others)).toEqual({ targets: [], shared: [] })
  })
})

const shared = (targets: Record<string, string>, extra: Partial<Resource['metadata']> = {}): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE, ...extra },
  spec: {
    mcp: { targets: Object.entries(targets).map(([name, host]) => ({ name, static: { host, port: 80 } })) },
  },
})

const select = (selection: Partial<Selection>, objects: Map<string, Standing>): string[] =>
  chooseTargets({ names: [], namespace: NAMESPACE, ...selection }, objects)
    .targets.map(({ ref, part }) => `${refLabel(ref)}${partLabel(part)}`)
    .sort()

describe('parts', () => {
  const all = standing(shared({ files: 'a', web: 'b' }), route('shared', ['x']), backend('fs'))

  it.each(['', ' '])('%j names no tool', (tool) => {
    expect(() => withTools([parseTarget('fs')], [tool])).toThrow(
      expect.objectContaining({ code: 'usage', exit: 2 }),
    )
  })

  it('are the MCP target that is there, and tools of it or of the whole', () => {
    expect(choose(['agbe/shared#files', 'agbe/shared#nosuch'], all).targets).toEqual([
      'agentgatewaybackend/shared#files named',
    ])
    const tools = withTools([parseTarget('shared#files'), parseTarget('fs')], ['write_*', 'move'])
    expect(select({ names: tools }, all)).toEqual([
      'agentgatewaybackend/shared#files:move',
      'agentgatewaybackend/shared#files:write_*',
      'mcpbackend/fs#:move',
      'mcpbackend/fs#:write_*',
    ])
  })

  it('are nothing beside the whole, and take no route with them', () => {
    const way = route('way', ['fs'])
    const names = [...withTools([parseTarget('mcpbackend/fs')], ['x'])]
    expect(select({ names }, standing(backend('fs'), way))).toEqual(['mcpbackend/fs#:x'])
    expect(select({ names: [...names, parseTarget('fs')] }, standing(backend('fs'), way))).toEqual([
      'airoute/way',
      'mcpbackend/fs',
    ])
  })
})

describe('selections', () => {
  const elsewhere = { namespace: 'elsewhere' }
  const all = standing(
    backend('fs', { labels: { team: 'a' } }),
    backend('git', { labels: { team: 'b' } }),
    backend('far', { labels: { team: 'a' }, ...elsewhere }),
    shared({ files: 'files.example.com', web: 'web.example.com' }),
  )

  it('by label, in one namespace or all', () => {
    expect(select({ selector: parseSelector('team=a') }, all)).toEqual(['mcpbackend/fs'])
    expect(select({ selector: parseSelector('team=a'), namespace: undefined }, all)).toEqual([
      'mcpbackend/far',
      'mcpbackend/fs',
    ])
  })

  it('by where they lead: of a backend that leads elsewhere too, the part', () => {
    expect(select({ reaches: ['web.example.com'] }, all)).toEqual(['agentgatewaybackend/shared#web'])
    expect(select({ reaches: ['*.example.com'] }, all)).toEqual(['agentgatewaybackend/shared'])
    expect(select({ reaches: ['git'] }, all)).toEqual(['mcpbackend/git'])
    expect(select({ reaches: ['npx'], namespace: undefined }, all)).toEqual([
      'mcpbackend/far',
      'mcpbackend/fs',
      'mcpbackend/git',
    ])
  })

  it('everything', () => {
    expect(select({ all: true }, all)).toHaveLength(3)
    expect(select({ all: true, namespace: undefined }, all)).toHaveLength(4)
  })
})

describe('what is given badly', () => {
  it('a tool without a name, or with what would move a cursor, is wrong usage', () => {
    for (const tool of ['', 'a\nb', 'a\u001b[31m'])
      expect(() => withTools([parseTarget('fs')], [tool])).toThrow(
        expect.objectContaining({ code: 'usage', exit: 2 }),
      )
  })

  it('labels that are none keep no selector from its work', () => {
    const odd = {
      ...backend('odd'),
      metadata: { name: 'odd', namespace: NAMESPACE, labels: 'team' as never },
    }
    const selection: Selection = { names: [], namespace: NAMESPACE, selector: parseSelector('team') }
    expect(chooseTargets(selection, standing(odd)).targets).toEqual([])
  })
})
