import { describe, expect, it } from 'vitest'
import { type Resource, refKey, refLabel, refOf } from '../../src/model/resource.ts'
import { chooseTargets, parseTarget, type Standing } from '../../src/plan/revoke-targets.ts'
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
  const { targets, shared } = chooseTargets(words.map(parseTarget), NAMESPACE, objects)
  return {
    targets: targets.map(({ ref, because }) => `${refLabel(ref)} ${because}`),
    shared: shared.map(refLabel),
  }
}

describe('parseTarget', () => {
  it('takes a kind by its name, plural and short name, in any case', () => {
    for (const word of ['MCPBackend/fs', 'mcpbackends/fs', 'mcpbe/fs', 'mcpbackend.agentgateway.dev/fs'])
      expect(parseTarget(word).kind?.kind).toBe('MCPBackend')
  })

  it.each(['', 'a b', 'secret/x', 'nosuch/x', 'mcpbackend/', 'agbe/shared#files', 'UPPER', '../x'])(
    'refuses %j as wrong usage',
    (word) => {
      expect(() => parseTarget(word)).toThrow(expect.objectContaining({ code: 'usage', exit: 2 }))
    },
  )
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
