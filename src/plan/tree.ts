/** The gateway as trees: what several lead to stands below each of them. */
import { isRoute } from '../model/kinds.ts'
import type { Listener, OverviewEntry } from '../model/overview.ts'
import type { Forest, TreeNode } from '../model/tree.ts'
import { type Edge, type Graph, graphOf, type Vertex } from './graph.ts'

const GATEWAY = 'Gateway'
const GRANT = 'ReferenceGrant'

/** Whether calls go from one to the other. */
const isWay = ({ as }: Edge): boolean => as === 'parent' || as === 'backend'

/** Objects can be made to refer to each other in circles, and routes to routes without end. */
class Grower {
  /** The keys of all that stands in a tree. */
  readonly reached = new Set<string>()
  readonly #below: Graph['below']
  /** Routes below routes that were told once. */
  readonly #told = new Set<string>()

  constructor({ below }: Graph) {
    this.#below = below
  }

  grow(vertex: Vertex, above: readonly Vertex[] = [], edge?: Edge): TreeNode {
    const { key, ref, entry, gone } = vertex
    this.reached.add(key)
    const isNested = isRoute(ref.kind) && above.some((one) => isRoute(one.ref.kind))
    const again = above.some((one) => one.key === key) || (isNested && this.#told.has(key))
    if (isNested) this.#told.add(key)
    return {
      key,
      ref,
      ...(entry === undefined ? {} : { entry }),
      ...(gone === undefined ? {} : { gone }),
      ...(edge?.section === undefined ? {} : { section: edge.section }),
      attached: edge !== undefined && !isWay(edge),
      ...(again ? { again } : {}),
      children: again ? [] : this.#children(vertex, [...above, vertex]),
    }
  }

  #children(vertex: Vertex, above: readonly Vertex[]): TreeNode[] {
    const edges = this.#below.get(vertex.key) ?? []
    const grown = (some: readonly Edge[]): TreeNode[] => some.map((edge) => this.grow(edge.to, above, edge))
    if (vertex.ref.kind !== GATEWAY || vertex.entry === undefined) return grown(edges)
    const whole = edges.filter(({ section }) => section === undefined)
    const parts = Map.groupBy(
      edges.filter(({ section }) => section !== undefined),
      ({ section = '' }) => section,
    )
    const known = vertex.entry.listeners
    const unknown = [...parts.keys()].filter((name) => !known.some((listener) => listener.name === name))
    const listeners = [...known, ...unknown.map((name): Listener => ({ name, details: '' }))]
    return [
      ...grown(whole.filter((edge) => !isWay(edge))),
      ...listeners.map((listener): TreeNode => ({
        key: `${vertex.key}#${listener.name}`,
        ref: vertex.ref,
        listener,
        ...(unknown.includes(listener.name) ? { gone: 'Missing' } : {}),
        attached: false,
        children: grown((parts.get(listener.name) ?? []).map(({ section: _, ...edge }) => edge)),
      })),
      ...grown(whole.filter(isWay)),
    ]
  }
}

/** Only the ways that lead through what `isChosen`. */
const pruned = (nodes: readonly TreeNode[], isChosen: (entry: OverviewEntry) => boolean): TreeNode[] =>
  nodes.flatMap((node) => {
    if (node.entry !== undefined && isChosen(node.entry)) return [node]
    const children = pruned(node.children, isChosen)
    return children.length === 0 ? [] : [{ ...node, children }]
  })

/** `chosen`: what was asked for; `others`: what else was read. */
export const forestOf = (chosen: readonly OverviewEntry[], others: readonly OverviewEntry[]): Forest => {
  const graph = graphOf([...chosen, ...others])
  const grower = new Grower(graph)
  const vertices = [...graph.vertices.values()]
  const hanging = new Set([...graph.below.values()].flat().map(({ to }) => to.key))
  const isEntrance = ({ key, ref }: Vertex): boolean =>
    ref.kind === GATEWAY ||
    (!hanging.has(key) && (graph.below.get(key) ?? []).some(({ as }) => as === 'parent'))
  const isGrant = ({ ref }: Vertex): boolean => ref.kind === GRANT
  const gateways = vertices.filter(isEntrance).map((vertex) => grower.grow(vertex))
  const grants = vertices.filter(isGrant).map((vertex) => grower.grow(vertex))
  const rest = (): Vertex[] => vertices.filter(({ key }) => !grower.reached.has(key))
  const loose = rest()
    .filter(({ key }) => !hanging.has(key))
    .map((vertex) => grower.grow(vertex))
  // What only hangs on each other in a circle.
  for (let [next] = rest(); next !== undefined; [next] = rest()) loose.push(grower.grow(next))
  const own = new Set(chosen)
  const isChosen = (entry: OverviewEntry): boolean => own.has(entry)
  return {
    gateways: pruned(gateways, isChosen),
    loose: pruned(loose, isChosen),
    grants: pruned(grants, isChosen),
  }
}
