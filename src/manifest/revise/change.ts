/** The changes of a text that make one value of it another, each as small as can be. */
import { isDeepStrictEqual } from 'node:util'
import { isMapping } from '../build.ts'
import { itemText, pairText } from '../stringify.ts'
import { align } from './align.ts'
import { type Slot, emptyBlock, rebuildBlock } from './block.ts'
import { indentIn, rebuildFlow } from './flow.ts'
import { columnOf } from './layout.ts'
import { type Style, replace } from './replace.ts'
import type { Splice } from './splice.ts'
import { type Child, type Node, TOO_ODD } from './tree.ts'
import { inline, isJson } from './words.ts'

/** What becomes of a collection's children: those that stay, with their values, and new ones. */
type Plan = readonly (
  | { readonly child: Child; readonly was: unknown; readonly wanted: unknown }
  | { readonly child?: undefined; readonly key?: string; readonly wanted: unknown }
)[]

type Values = Record<string, unknown>

/** Throws TOO_ODD where a key that goes came by a merge, and so is not there to be taken out. */
const planMapping = (node: Node, was: Values, wanted: Values): Plan => {
  const own = new Map(node.children.map((child) => [child.name ?? '', child]))
  const isMerged = Object.keys(was).some((key) => !Object.hasOwn(wanted, key) && !own.has(key))
  if (isMerged || own.size < node.children.length) throw TOO_ODD
  const kept = node.children.flatMap((child) => {
    const { name = '' } = child
    if (name === '<<') return [{ child, was: undefined, wanted: undefined }]
    return Object.hasOwn(wanted, name) ? [{ child, was: was[name], wanted: wanted[name] }] : []
  })
  const added = Object.entries(wanted)
    .filter(
      ([key, value]) => !own.has(key) && !(Object.hasOwn(was, key) && isDeepStrictEqual(was[key], value)),
    )
    .map(([key, value]) => ({ key, wanted: value }))
  return [...kept, ...added]
}

const planList = (node: Node, was: readonly unknown[], wanted: readonly unknown[]): Plan | undefined => {
  if (node.children.length !== was.length) return undefined
  return align(was, wanted).map((from, to) => {
    const child = from === undefined ? undefined : node.children[from]
    return child === undefined || from === undefined
      ? { wanted: wanted[to] }
      : { child, was: was[from], wanted: wanted[to] }
  })
}

const planOf = (node: Node, was: unknown, wanted: unknown): Plan | undefined => {
  if (node.kind === 'mapping' && isMapping(was) && isMapping(wanted)) return planMapping(node, was, wanted)
  if (node.kind === 'sequence' && Array.isArray(was) && Array.isArray(wanted))
    return planList(node, was, wanted)
  return undefined
}

export class Changer {
  private readonly text: string
  private readonly style: Style
  private readonly deepest: number

  /** Below `deepest` collections are not changed but written anew. */
  constructor(text: string, style: Style, deepest: number) {
    this.text = text
    this.style = style
    this.deepest = deepest
  }

  change(child: Child, was: unknown, wanted: unknown, depth = 0, style = this.style): Splice[] {
    if (isDeepStrictEqual(was, wanted)) return []
    const inside = depth < this.deepest ? this.inside(child, was, wanted, depth, style) : undefined
    return inside ?? replace(this.text, child, wanted, style)
  }

  private inside(
    child: Child,
    was: unknown,
    wanted: unknown,
    depth: number,
    outer: Style,
  ): Splice[] | undefined {
    const { value: node, inFlow } = child
    if (node.tagged) return undefined
    if (node.odd) throw TOO_ODD
    const plan = planOf(node, was, wanted)
    if (plan === undefined || node.children.length === 0) return undefined
    if (plan.length === 0 && !node.flow) return emptyBlock(this.text, child)
    if (plan.length === 0 && !this.text.slice(node.content, node.end).includes('#')) return undefined
    if (node.flow && !'[{'.includes(this.text.charAt(node.content))) throw TOO_ODD
    const json = node.flow ? ((inFlow ? undefined : isJson(this.text, node)) ?? outer.json) : outer.json
    const style = { ...outer, json }
    const slots = plan.map((one): Slot => {
      if (one.child === undefined) return { text: this.fresh(node, one.key, one.wanted, style) }
      return { child: one.child, edits: this.change(one.child, one.was, one.wanted, depth + 1, style) }
    })
    const isSame =
      slots.length === node.children.length && slots.every(({ child }, i) => child === node.children[i])
    if (isSame) return slots.flatMap(({ edits }) => edits ?? [])
    return [(node.flow ? rebuildFlow : rebuildBlock)(this.text, node, slots, style.eol)]
  }

  private fresh(node: Node, key: string | undefined, value: unknown, { layout, eol, json }: Style): string {
    const first = node.children[0]?.start ?? node.content
    if (!node.flow) {
      const indent = ' '.repeat(columnOf(this.text, first))
      const own = key === undefined ? itemText(value, indent, layout) : pairText(key, value, indent, layout)
      return own.replaceAll('\n', eol)
    }
    const indent = indentIn(this.text, node)
    const start = key === undefined ? '' : `${inline(key, json)}: `
    if (indent === undefined || !json) return (indent ?? '') + start + inline(value, json)
    const lines = JSON.stringify(value, null, layout.step).replaceAll('\n', `\n${indent}`)
    return (indent + start + lines).replaceAll('\n', eol)
  }
}
