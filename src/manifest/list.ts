/**
 * The text of a `kind: List` as head, items and tail, so that items can be taken out and put back. Head,
 * items and tail put together are the text.
 */
import type { ListFrame } from '../model/piece.ts'
import { COLLECTION_STYLE, YAMLException } from 'js-yaml'
import { EVENT_ID, type Event, children, nextNode, nodeEnd, skipFlowTrivia } from './events.ts'
import { lineStart, nextLine } from './lines.ts'
import { readEvents } from './parser.ts'

export interface List {
  readonly style: ListFrame['style']
  readonly head: string
  readonly items: readonly string[]
  readonly tail: string
  /** The numbers of items that share a value with another by anchor and alias. */
  readonly tied: ReadonlySet<number>
}

const SEPARATOR = { block: '', flow: ',' } as const

/** Puts a list together; with no item the result is not a list that YAML knows. */
export const joinList = (
  style: List['style'],
  head: string,
  items: readonly string[],
  tail: string,
): string => head + items.join(SEPARATOR[style]) + tail

/** Boundaries: of the first item's line, of each next one's, and of the line after the last. */
const blockBounds = (
  text: string,
  events: readonly Event[],
  sequence: number,
  start: number,
): number[] | undefined => {
  const first = lineStart(text, start)
  const indent = text.slice(first, start)
  if (!/^ *$/.test(indent)) return undefined
  const dash = new RegExp(`^${indent}-(?=[ \\t\\r\\n]|$)`)
  const bounds: number[] = []
  let at = first
  for (const item of children(events, sequence)) {
    while (at < text.length && !dash.test(text.slice(at, at + indent.length + 2))) at = nextLine(text, at + 1)
    if (at >= text.length) return undefined
    bounds.push(at)
    const begin = at + indent.length + 1
    at = nextLine(text, Math.max(begin, nodeEnd(text, events, item, begin)))
  }
  // What follows an item belongs to it, whether it is the last one or only has become so.
  const behind = /(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$))*/y
  behind.lastIndex = at
  bounds.push(at + (behind.exec(text)?.[0].length ?? 0))
  return bounds
}

/** Boundaries: after the bracket, after each comma between two items, and before the last bracket or comma. */
const flowBounds = (text: string, events: readonly Event[], sequence: number, start: number): number[] => {
  const nodes = children(events, sequence)
  const bounds = [start + 1]
  for (const [i, node] of nodes.entries()) {
    const end = nodeEnd(text, events, node, start + 1)
    const next = skipFlowTrivia(text, end)
    const comma = commaIn(text, end, next)
    if (i < nodes.length - 1) bounds.push(comma ?? end)
    else bounds.push(comma ?? next)
  }
  return bounds
}

/** The first comma between two offsets that is not in a comment. */
const commaIn = (text: string, from: number, to: number): number | undefined => {
  const blanked = text.slice(from, to).replace(/#[^\r\n]*/g, (comment) => ' '.repeat(comment.length))
  const index = blanked.indexOf(',')
  return index < 0 ? undefined : from + index
}

const scalarText = (text: string, event: Event | undefined): string =>
  event?.type === EVENT_ID.SCALAR ? text.slice(event.valueStart, event.valueEnd) : ''

/** The items' sequence, where the root is a mapping that calls itself a list. */
const itemsEvent = (text: string, events: readonly Event[]): number | undefined => {
  const ROOT = 1
  if (events[ROOT]?.type !== EVENT_ID.MAPPING) return undefined
  const fields = new Map<string, number>()
  const nodes = children(events, ROOT)
  for (let i = 0; i + 1 < nodes.length; i += 2)
    fields.set(scalarText(text, events[nodes[i] ?? 0]), nodes[i + 1] ?? 0)
  const kind = fields.get('kind')
  return kind !== undefined && scalarText(text, events[kind]).endsWith('List')
    ? fields.get('items')
    : undefined
}

const tiedItems = (text: string, events: readonly Event[], sequence: number): Set<number> => {
  const items = children(events, sequence)
  const itemAt = (index: number): number =>
    items.findIndex((first) => index >= first && index < nextNode(events, first))
  const anchors = new Map<string, number>()
  const tied = new Set<number>()
  for (const [index, event] of events.entries()) {
    if (!('anchorStart' in event) || event.anchorStart < 0) continue
    const name = text.slice(event.anchorStart, event.anchorEnd)
    if (event.type !== EVENT_ID.ALIAS) {
      anchors.set(name, itemAt(index))
      continue
    }
    const [user, owner = -1] = [itemAt(index), anchors.get(name)]
    if (owner < 0 || owner === user) continue
    tied.add(owner)
    if (user >= 0) tied.add(user)
  }
  return tied
}

/** Undefined where the text is no list, or one whose items share lines with something else. */
export const splitList = (text: string): List | undefined => {
  if (!text.includes('List') || !text.includes('items')) return undefined
  let events: Event[]
  try {
    events = readEvents(text)
  } catch (error) {
    if (error instanceof YAMLException) return undefined
    throw error
  }
  const sequence = itemsEvent(text, events)
  const event = sequence === undefined ? undefined : events[sequence]
  if (sequence === undefined || event?.type !== EVENT_ID.SEQUENCE || children(events, sequence).length === 0)
    return undefined
  const style = event.style === COLLECTION_STYLE.BLOCK ? 'block' : 'flow'
  const find = style === 'block' ? blockBounds : flowBounds
  const bounds = find(text, events, sequence, event.start)
  if (bounds === undefined) return undefined
  const [first = 0, last = 0] = [bounds[0], bounds.at(-1)]
  const skip = SEPARATOR[style].length
  const items = bounds.slice(1).map((end, i) => text.slice((bounds[i] ?? 0) + (i === 0 ? 0 : skip), end))
  return {
    style,
    head: text.slice(0, first),
    items,
    tail: text.slice(last),
    tied: tiedItems(text, events, sequence),
  }
}
