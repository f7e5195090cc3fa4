/** Joining what a folder and a cluster changed: by field, against what they last agreed on. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Resource } from '../../../src/model/resource.ts'
import { digestsOf, readDigests } from '../../../src/plan/agreed.ts'
import { diff } from '../../../src/plan/diff.ts'
import { join, type Joined } from '../../../src/plan/pull/join.ts'
import { withDefaults } from '../../../src/plan/ssa/defaults.ts'
import { rootSchema } from '../../../src/plan/ssa/schema.ts'
import { type Draft, WIDGET_CRD, widgets } from '../../cluster/widgets.ts'

const schema = rootSchema(WIDGET_CRD.spec.versions[0]!.schema.openAPIV3Schema)

const named = ({ metadata, ...rest }: Draft): Resource => {
  const { labels, annotations } = metadata as Partial<Resource['metadata']>
  return {
    ...rest,
    metadata: { name: 'w', ...(labels && { labels }), ...(annotations && { annotations }) },
  }
}
const widget = (spec: object, metadata: object = {}): Resource =>
  named({ apiVersion: 'test.example.com/v1', kind: 'Widget', metadata, spec })
const filled = (resource: Resource): Resource => withDefaults(resource, schema) as Resource

/** `base` undefined: it is not known what they agreed on. */
const joined = (base: Resource | undefined, folder: Resource, cluster: Resource, force = false): Joined => {
  const agreed = base && readDigests(digestsOf(filled(base), schema) ?? '')
  const sides = { folder, filled: filled(folder), live: filled(cluster), agreed }
  return join(sides, { schema, force, additions: true })
}

const paths = ({ changes, conflicts }: Joined) => ({
  taken: changes.map(({ op, path }) => `${op} ${path}`),
  conflicts: conflicts.map(({ path }) => path),
})

describe('a field', () => {
  test.each([
    ['only the cluster changed', { title: 'a' }, { title: 'a' }, { title: 'b' }, { title: 'b' }, []],
    ['only the cluster took away', { title: 'a' }, { title: 'a' }, {}, {}, []],
    ['only the cluster added', {}, {}, { title: 'b' }, { title: 'b' }, []],
    ['only the folder changed', { title: 'a' }, { title: 'c' }, { title: 'a' }, { title: 'c' }, []],
    ['only the folder took away', { title: 'a' }, {}, { title: 'a' }, {}, []],
    ['both changed alike', { title: 'a' }, { title: 'c' }, { title: 'c' }, { title: 'c' }, []],
    ['both changed', { title: 'a' }, { title: 'b' }, { title: 'c' }, { title: 'b' }, ['spec.title']],
    ['the folder took away, the cluster changed', { title: 'a' }, {}, { title: 'c' }, {}, ['spec.title']],
    [
      'the cluster took away, the folder changed',
      { title: 'a' },
      { title: 'b' },
      {},
      { title: 'b' },
      ['spec.title'],
    ],
    ['whose default the cluster changed', {}, {}, { size: 2 }, { size: 2 }, []],
    ['that is the default is not written', {}, {}, { size: 1, nested: { on: true } }, {}, []],
    [
      'of entries that a key tells apart',
      { ports: [{ port: 1, title: 'a' }, { port: 2 }] },
      { ports: [{ port: 1, title: 'a' }, { port: 2 }, { port: 4 }] },
      { ports: [{ port: 3 }, { port: 1, title: 'b', protocol: 'TCP' }] },
      { ports: [{ port: 1, title: 'b' }, { port: 4 }, { port: 3 }] },
      [],
    ],
    [
      'of a set',
      { tags: ['a', 'b'] },
      { tags: ['b', 'a', 'd'] },
      { tags: ['a', 'c'] },
      { tags: ['a', 'd', 'c'] },
      [],
    ],
    [
      'of a list that is written as one',
      { steps: [{ run: 'a' }] },
      { steps: [{ run: 'a' }] },
      { steps: [{ run: 'a' }, { run: 'b' }] },
      { steps: [{ run: 'a' }, { run: 'b' }] },
      [],
    ],
    [
      'that the folder writes though it is the default',
      { steps: [{ run: 'a', times: 1 }, { run: 'b' }] },
      { steps: [{ run: 'a', times: 1 }, { run: 'b' }] },
      { steps: [{ run: 'new' }, { run: 'a' }, { run: 'b' }, { run: 'c', times: 2 }] },
      { steps: [{ run: 'new' }, { run: 'a', times: 1 }, { run: 'b' }, { run: 'c', times: 2 }] },
      [],
    ],
    [
      'beside one that the folder writes though it is the default',
      { steps: [{ run: 'a', times: 1 }] },
      { steps: [{ run: 'a', times: 1 }] },
      { steps: [{ run: 'b' }] },
      { steps: [{ run: 'b', times: 1 }] },
      [],
    ],
    [
      'of a map that is written as one',
      { whole: { a: 'x' } },
      { whole: { a: 'y' } },
      { whole: { a: 'x', b: 'z' } },
      { whole: { a: 'y' } },
      ['spec.whole'],
    ],
  ])('%s', (_, base, folder, cluster, result, conflicts) => {
    const made = joined(widget(base), widget(folder), widget(cluster))
    expect(made.value['spec']).toEqual(result)
    expect(paths(made).conflicts).toEqual(conflicts)
  })

  it('that is not known to be agreed on is a conflict where the folder says something else', () => {
    const made = joined(
      undefined,
      widget({ title: 'a', size: 2 }),
      widget({ title: 'b', size: 2, mode: 'c' }),
    )
    expect(paths(made)).toEqual({ taken: ['add spec.mode'], conflicts: ['spec.title'] })
  })

  it("in conflict is the cluster's where that is forced", () => {
    const made = joined(widget({ title: 'a' }), widget({ title: 'b' }), widget({ title: 'c' }), true)
    expect(made.value['spec']).toEqual({ title: 'c' })
  })
})

describe('labels and annotations', () => {
  it('of users are joined; of this program and of kubectl they do not count', () => {
    const note = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'agentgw.dev/applied': '- x' }
    const made = joined(
      widget({}, { labels: { a: '1' } }),
      widget({}, { labels: { a: '1', mine: 'x' } }),
      widget({}, { labels: { b: '2', 'agentgw.dev/folder': 'f' }, annotations: { ...note, own: 'y' } }),
    )
    expect(made.value.metadata).toEqual({
      name: 'w',
      labels: { mine: 'x', b: '2' },
      annotations: { own: 'y' },
    })
  })
})

test('property: with no change in the folder the cluster is taken whole, with none in the cluster the folder stays', () => {
  fc.assert(
    fc.property(widgets.map(named), widgets.map(named), (base, other) => {
      const taken = joined(base, base, other)
      expect(taken.conflicts).toEqual([])
      expect(diff(filled(other), filled(taken.value), schema)).toEqual([])
      const kept = joined(base, other, base)
      expect(kept.conflicts).toEqual([])
      expect(kept.changes).toEqual([])
      expect(kept.value).toEqual(other)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('property: what is in no conflict is on both sides afterwards, and doing it again changes nothing', () => {
  fc.assert(
    fc.property(widgets.map(named), widgets.map(named), widgets.map(named), (base, folder, cluster) => {
      const made = joined(base, folder, cluster)
      const agreed = digestsOf(
        filled(cluster),
        schema,
        made.open,
        readDigests(digestsOf(filled(base), schema) ?? ''),
      )
      const again = join(
        {
          folder: made.value,
          filled: filled(made.value),
          live: filled(cluster),
          agreed: readDigests(agreed ?? ''),
        },
        { schema, force: false, additions: true },
      )
      expect(again.changes).toEqual([])
      // An entry of a list may have another number by now.
      const sides = ({ conflicts }: Joined) =>
        conflicts.map(({ folder, cluster }) => JSON.stringify([folder, cluster])).sort()
      expect(sides(again)).toEqual(sides(made))
      // Forced, nothing is left but what the folder alone changed.
      const forced = joined(base, folder, cluster, true)
      expect(forced.conflicts).toEqual([])
    }),
    { seed: 2, numRuns: 500 },
  )
})
