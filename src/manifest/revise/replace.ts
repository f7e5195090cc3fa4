/** Puts a new value in the place of an old one, with the key, the anchor and the comments around it kept. */
import { lineStart, nextLine } from '../lines.ts'
import { type Layout, itemText, valueText, word } from '../stringify.ts'
import { bodyEnd, leadOf } from './block.ts'
import { columnOf } from './layout.ts'
import type { Splice } from './splice.ts'
import { type Child, TOO_ODD, isBlockScalar } from './tree.ts'
import { inBlockOf, inQuotesOf, inline } from './words.ts'

export interface Style {
  readonly layout: Layout
  readonly eol: string
  /** Quoted as JSON does it. */
  readonly json: boolean
}

/** What stands behind the key or the dash, and the lines below it. */
const written = (
  text: string,
  child: Child,
  value: unknown,
  layout: Layout,
): { head: string; lines: string } => {
  const { name, start, value: node } = child
  const indent = ' '.repeat(columnOf(text, start))
  const block = inBlockOf(text, node, value)
  if (block !== undefined)
    return { head: ` ${block.head}`, lines: `${indent}${' '.repeat(layout.step)}${block.line}\n` }
  const quoted = inQuotesOf(node, value)
  if (quoted !== undefined) return { head: ` ${quoted}`, lines: '' }
  if (node.flow && node.children.length > 0) return { head: ` ${inline(value, false)}`, lines: '' }
  const whole =
    name === undefined
      ? itemText(value, indent, layout).slice(indent.length + 1)
      : valueText(value, indent, indent.length + word(name).length + 1, layout)
  const end = whole.indexOf('\n')
  return { head: whole.slice(0, end), lines: whole.slice(end + 1) }
}

const lineSplice = (text: string, from: number, to: number, lines: string, eol: string): Splice[] => {
  if (from === to && lines === '') return []
  const own = lines.replaceAll('\n', eol)
  if (from === 0 || /[\r\n]/.test(text.charAt(from - 1))) return [{ from, to, text: own }]
  return [{ from, to, text: eol + own.slice(0, -eol.length) }]
}

const replaceInFlow = (
  text: string,
  { after, value: node }: Child,
  value: unknown,
  json: boolean,
): Splice[] => {
  const own = inQuotesOf(node, value) ?? inline(value, json)
  const from = node.written ? node.content : (node.prefixEnd ?? after)
  return [{ from, to: node.end, text: node.written ? own : ` ${own}` }]
}

export const replace = (
  text: string,
  child: Child,
  value: unknown,
  { layout, eol, json }: Style,
): Splice[] => {
  const { value: node } = child
  if (node.tagged && typeof value !== 'string') throw TOO_ODD
  if (child.inFlow) return replaceInFlow(text, child, value, json)
  if (child.start === child.after) throw TOO_ODD
  const { content, end } = node
  const after = node.prefixEnd ?? child.after
  const { head, lines } = written(text, child, value, layout)
  const below = (at: number): Splice[] => lineSplice(text, nextLine(text, at), nextLine(text, at), lines, eol)
  if (!node.written) return [{ from: after, to: after, text: head }, ...below(after)]
  const behind = { from: after, to: after, text: head }
  if (isBlockScalar(node)) {
    const header = content + (/^[|>][-+0-9]*/.exec(text.slice(content, content + 4))?.[0].length ?? 0)
    const from = nextLine(text, header)
    const to = Math.max(from, nextLine(text, end))
    return [{ from: after, to: header, text: head }, ...lineSplice(text, from, to, lines, eol)]
  }
  const isBlock = (node.kind === 'mapping' || node.kind === 'sequence') && !node.flow
  const isBelow = lineStart(text, content) > after
  if (isBlock && isBelow) {
    const from = leadOf(text, content, nextLine(text, after))
    const to = bodyEnd(text, end, columnOf(text, child.start))
    return [behind, ...lineSplice(text, from, to, lines, eol)]
  }
  if (isBlock) return [{ from: after, to: end, text: head }, ...below(end)]
  if (head !== '') return [{ from: content, to: end, text: head.trimStart() }, ...below(end)]
  if (isBelow)
    return [{ from: lineStart(text, content), to: nextLine(text, end), text: lines.replaceAll('\n', eol) }]
  return [{ from: after, to: end, text: head }, ...below(end)]
}
