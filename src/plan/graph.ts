/** Who hangs on whom: the references between objects, all turned the way that a call goes. */
import { append, type Multimap } from '../model/multimap.ts'
import type { Gone, OverviewEntry, Pointer } from '../model/overview.ts'
import { groupOf, refKey } from '../model/resource.ts'
import type { NodeRef } from '../model/tree.ts'
import { byName, pointerKey, selects } from './overview.ts'

export interface Vertex {
  readonly key: string
  readonly ref: NodeRef
  readonly entry?: OverviewEntry
  readonly gone?: Gone
}

export interface Edge {
  readonly to: Vertex
  readonly as: Pointer['as']
  readonly section?: string
}

export interface Graph {
  readonly vertices: ReadonlyMap<string, Vertex>
  /** What hangs on each, by key: how it is run, its policies, its routes, where it leads. */
  readonly below: ReadonlyMap<string, readonly Edge[]>
}

const ORDER: readonly Pointer['as'][] = ['class', 'parameters', 'target', 'parent', 'backend']

const vertexOf = (entry: OverviewEntry): Vertex => {
  const { apiVersion, ...ref } = entry.resource
  const isGone = entry.revoked !== undefined && entry.created === undefined
  return {
    key: refKey(entry.resource),
    ref: { group: groupOf(apiVersion), ...ref },
    entry,
    ...(isGone ? { gone: 'Revoked' } : {}),
  }
}

export const graphOf = (entries: readonly OverviewEntry[]): Graph => {
  const vertices = new Map(entries.map(vertexOf).map((vertex) => [vertex.key, vertex]))
  const names = byName(entries)
  const below: Multimap<string, Edge> = new Map()
  /** One that was not read is known by what points to it. */
  const named = ({ group, kind, namespace, name = '', gone }: Pointer, key: string): Vertex => {
    const ref = { group, kind, ...(namespace === undefined ? {} : { namespace }), name }
    const vertex = { key, ref, ...(gone === undefined ? {} : { gone }) }
    vertices.set(key, vertex)
    return vertex
  }
  const endsOf = (pointer: Pointer): Vertex[] => {
    if (pointer.name === undefined) return entries.filter((entry) => selects(pointer, entry)).map(vertexOf)
    const key = pointerKey(pointer)
    const entry = names.get(key)
    return [entry === undefined ? (vertices.get(key) ?? named(pointer, key)) : vertexOf(entry)]
  }
  for (const entry of entries) {
    const own = vertexOf(entry)
    for (const pointer of entry.pointsTo) {
      const { as, section } = pointer
      const isAbove = as === 'parent' || as === 'target'
      for (const end of endsOf(pointer)) {
        const [from, to] = isAbove ? [end, own] : [own, end]
        append(below, from.key, { to, as, ...(section === undefined ? {} : { section }) })
      }
    }
  }
  for (const edges of below.values()) edges.sort((a, b) => ORDER.indexOf(a.as) - ORDER.indexOf(b.as))
  return { vertices, below }
}
