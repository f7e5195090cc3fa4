/** Pairs and items that stand on lines of their own: what belongs to each, and putting them together anew. */
import { lineAbove, lineEnd, lineStart, nextLine } from '../lines.ts'
import { columnOf } from './layout.ts'
import { type Splice, spliced } from './splice.ts'
import { type Child, type Node, TOO_ODD } from './tree.ts'

/** One that stays, with the changes within it, or the text of a new one. */
export type Slot =
  | { readonly child: Child; readonly edits: readonly Splice[]; readonly text?: undefined }
  | { readonly child?: undefined; readonly edits?: undefined; readonly text: string }

const BLANK = /^[ \t]*[\r\n]*$/

/** Where the comments begin that stand right above a line, as deep as it is. */
export const leadOf = (text: string, start: number, floor: number): number => {
  let from = lineStart(text, start)
  const indent = text.slice(from, start)
  if (indent.trim() !== '') throw TOO_ODD
  while (from > floor) {
    const above = lineAbove(text, from)
    if (above < floor || !text.startsWith(`${indent}#`, above)) break
    from = above
  }
  return from
}

/** Behind the line on which something ends, and the comments below it that are deeper than `column`. */
export const bodyEnd = (text: string, end: number, column: number): number => {
  let to = nextLine(text, end)
  if (!/^[ \t]*(?:#.*)?[\r\n]*$/.test(text.slice(end, to))) throw TOO_ODD
  for (let at = to; at < text.length;) {
    const next = lineEnd(text, at)
    const line = text.slice(at, next)
    const indent = /^ */.exec(line)?.[0].length ?? 0
    if (line[indent] === '#' && indent > column) to = next
    else if (!BLANK.test(line)) break
    at = next
  }
  return to
}

const ended = (text: string, eol: string): string => (text === '' || /[\r\n]$/.test(text) ? text : text + eol)

interface Extent {
  readonly from: number
  readonly to: number
}

/** The first pair of `- a: 1` stands on the line of its dash. */
const isCompact = (text: string, first: Child): boolean =>
  text.slice(lineStart(text, first.start), first.start).trim() !== ''

/** What belongs to each child, from the comments above it to those that are deeper below it. */
const extentsOf = (text: string, { children }: Node): Extent[] => {
  let floor = 0
  return children.map((child, i) => {
    const from = i === 0 && isCompact(text, child) ? child.start : leadOf(text, child.start, floor)
    floor = bodyEnd(text, child.value.end, columnOf(text, child.start))
    return { from, to: floor }
  })
}

/** Takes all children out; what stands between them stays. Undefined where that would leave no comment a line. */
export const emptyBlock = (text: string, { after, value: node }: Child): Splice[] | undefined => {
  const first = node.children[0]
  if (first === undefined || isCompact(text, first)) return undefined
  const at = node.prefixEnd ?? after
  const empty = { from: at, to: at, text: node.kind === 'mapping' ? ' {}' : ' []' }
  return [empty, ...extentsOf(text, node).map(({ from, to }) => ({ from, to, text: '' }))]
}

/** The collection with its children as given; not for one that loses all it had. */
export const rebuildBlock = (text: string, node: Node, slots: readonly Slot[], eol: string): Splice => {
  const { children } = node
  const first = children[0]
  if (first === undefined) throw TOO_ODD
  const indent = ' '.repeat(columnOf(text, first.start))
  const compact = isCompact(text, first)
  const extents = extentsOf(text, node)
  const [start, end] = [extents[0]?.from ?? 0, extents.at(-1)?.to ?? 0]
  const stays = new Set(slots.map(({ child }) => child))
  /** Blank lines and comments between two belong to neither; they stay, behind the nearest before them that does. */
  const gaps = new Map<Child | undefined, string>()
  let home: Child | undefined
  for (const [i, child] of children.entries()) {
    if (stays.has(child)) home = child
    const gap = text.slice(extents[i]?.to, extents[i + 1]?.from ?? end)
    gaps.set(home, (gaps.get(home) ?? '') + gap)
  }
  const pieces = slots.map((slot) => {
    if (slot.child === undefined) return slot.text
    const at = children.indexOf(slot.child)
    const { from, to } = extents[at] ?? { from: 0, to: 0 }
    const lead = at === 0 && compact ? indent : ''
    return ended(lead + spliced(text, slot.edits, from, to), eol) + (gaps.get(slot.child) ?? '')
  })
  let result = (gaps.get(undefined) ?? '') + pieces.join('')
  if (compact) result = result.trimStart()
  if (!/[\r\n]$/.test(text.slice(start, end))) result = result.replace(/(?:\r\n|\r|\n)$/, '')
  return { from: start, to: end, text: result }
}
