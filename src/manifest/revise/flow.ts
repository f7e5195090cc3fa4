/** Pairs and items between brackets, put together anew; JSON among them. */
import { lineEnd, lineStart } from '../lines.ts'
import { type Slot, leadOf } from './block.ts'
import { type Splice, spliced } from './splice.ts'
import { type Child, type Node, TOO_ODD } from './tree.ts'

const COMMA = /[ \t]*,/y
const REST = /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)/y

const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

interface Line {
  readonly from: number
  readonly end: number
  /** What stands behind it and its comma, up to the end of the line. */
  readonly rest: string
  readonly to: number
  readonly comma: boolean
}

/** Each with the comments above it and behind it; undefined where not every one has lines of its own. */
const linesOf = (text: string, { children, content, end }: Node): Line[] | undefined => {
  let floor = lineEnd(text, content)
  if (match(REST, text, content + 1) === undefined) return undefined
  const lines: Line[] = []
  for (const { start, value } of children) {
    if (start < floor || text.slice(lineStart(text, start), start).trim() !== '') return undefined
    const from = leadOf(text, start, floor)
    const comma = match(COMMA, text, value.end) ?? ''
    const rest = match(REST, text, value.end + comma.length)
    if (rest === undefined) return undefined
    floor = value.end + comma.length + rest.length
    lines.push({ from, end: value.end, rest, to: floor, comma: comma !== '' })
  }
  return end > floor ? lines : undefined
}

const rebuildLines = (
  text: string,
  { children }: Node,
  slots: readonly Slot[],
  lines: readonly Line[],
  eol: string,
): Splice => {
  const [first, last] = [lines[0], lines.at(-1)]
  if (first === undefined || last === undefined) throw TOO_ODD
  const stays = new Set(slots.map(({ child }) => child))
  const gaps = lines.map(({ to }, i) => text.slice(to, lines[i + 1]?.from ?? to))
  // What stands between two that do not belong together is not lost with one of them.
  const lost = children.map((child, i) => (stays.has(child) ? '' : (gaps[i] ?? ''))).join('')
  const pieces = slots.map(({ child, text: fresh, edits }, i) => {
    const comma = i < slots.length - 1 || last.comma ? ',' : ''
    if (child === undefined) return fresh + comma + eol
    const at = children.indexOf(child)
    const line = lines[at]
    if (line === undefined) throw TOO_ODD
    return spliced(text, edits, line.from, line.end) + comma + line.rest + (gaps[at] ?? '')
  })
  return { from: first.from, to: last.to, text: lost + pieces.join('') }
}

/** On one line, or on several without an order that could be kept: what stood between two stays between them. */
const rebuildInline = (text: string, { children, content, end }: Node, slots: readonly Slot[]): Splice => {
  const between = (i: number): string => text.slice(children[i]?.value.end, children[i + 1]?.start)
  const gaps = children.slice(1).map((_, i) => between(i))
  const usual = gaps.find((gap) => !/[#\r\n]/.test(gap)) ?? ', '
  const used = new Set<number>()
  const gapBefore = (child: Child | undefined): string => {
    const at = child === undefined ? -1 : children.indexOf(child) - 1
    used.add(at)
    return gaps[at] ?? usual
  }
  const pieces = slots.map(({ child, text: fresh, edits }, i) => {
    const own = fresh ?? spliced(text, edits, child.start, child.value.end)
    return (i === 0 ? '' : gapBefore(child)) + own
  })
  if (gaps.some((gap, i) => gap.includes('#') && !used.has(i))) throw TOO_ODD
  const [from, to] = [children[0]?.start ?? content + 1, children.at(-1)?.value.end ?? end - 1]
  return { from, to, text: pieces.join('') }
}

/** Whether new ones are to begin on lines of their own, and how deep. */
export const indentIn = (text: string, node: Node): string | undefined => {
  const start = node.children[0]?.start
  if (start === undefined || linesOf(text, node) === undefined) return undefined
  return text.slice(lineStart(text, start), start)
}

export const rebuildFlow = (text: string, node: Node, slots: readonly Slot[], eol: string): Splice => {
  const lines = linesOf(text, node)
  return lines === undefined ? rebuildInline(text, node, slots) : rebuildLines(text, node, slots, lines, eol)
}
