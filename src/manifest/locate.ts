/** From a path in a document's value to its place in the text, and back. Used only where something is wrong. */
import type { JsonPath } from '../model/document.ts'
import { getScalarValue } from 'js-yaml'
import { EVENT_ID, type Event, SCALAR_STYLE, children, nextNode, nodeStart } from './events.ts'
import { keyOf, resolvePlain } from './scalars.ts'

/** The root's event follows the document's. */
const ROOT = 1

/** The JSON key that a node is, where it can be one. */
export const keyName = (text: string, event: Event | undefined): string | undefined => {
  if (event?.type !== EVENT_ID.SCALAR) return undefined
  const source = getScalarValue(text, event)
  const isPlain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0
  return keyOf(isPlain ? resolvePlain(source) : source, source)
}

/** The node that an alias stands for: the last one before it with that anchor. */
const follow = (text: string, events: readonly Event[], index: number): number => {
  const alias = events[index]
  if (alias?.type !== EVENT_ID.ALIAS) return index
  const name = text.slice(alias.anchorStart, alias.anchorEnd)
  for (let i = index - 1; i > 0; i--) {
    const event = events[i]
    if (event === undefined || event.type === EVENT_ID.ALIAS || !('anchorStart' in event)) continue
    if (event.anchorStart >= 0 && text.slice(event.anchorStart, event.anchorEnd) === name) return i
  }
  return index
}

interface Found {
  readonly key: number | undefined
  readonly value: number
}

const inMapping = (
  text: string,
  events: readonly Event[],
  index: number,
  name: string,
): Found | undefined => {
  const nodes = children(events, index)
  let found: Found | undefined
  for (let i = 0; i + 1 < nodes.length; i += 2) {
    const [key = 0, value = 0] = [nodes[i], nodes[i + 1]]
    const own = keyName(text, events[key])
    if (own === name) found = { key, value }
    else if (own === '<<') found = merged(text, events, value, name) ?? found
  }
  return found
}

const merged = (text: string, events: readonly Event[], index: number, name: string): Found | undefined => {
  const source = follow(text, events, index)
  const type = events[source]?.type
  if (type === EVENT_ID.MAPPING) return inMapping(text, events, source, name)
  if (type !== EVENT_ID.SEQUENCE) return undefined
  for (const item of children(events, source)) {
    const found = merged(text, events, item, name)
    if (found !== undefined) return found
  }
  return undefined
}

const child = (
  text: string,
  events: readonly Event[],
  parent: number,
  segment: string | number,
): Found | undefined => {
  const index = follow(text, events, parent)
  const type = events[index]?.type
  if (type === EVENT_ID.MAPPING) return inMapping(text, events, index, String(segment))
  const item = type === EVENT_ID.SEQUENCE ? children(events, index)[Number(segment)] : undefined
  return item === undefined ? undefined : { key: undefined, value: item }
}

/** The offset of what a path leads to, or of the nearest place above it that is written. */
export const offsetOf = (
  text: string,
  events: readonly Event[],
  path: JsonPath,
  part: 'key' | 'value',
): number => {
  const start = (index: number): number | undefined => {
    const event = events[index]
    return event === undefined ? undefined : nodeStart(text, event)
  }
  let offset = start(ROOT) ?? 0
  let at = ROOT
  for (const [depth, segment] of path.entries()) {
    const found = child(text, events, at, segment)
    if (found === undefined) return offset
    const key = found.key === undefined ? undefined : start(found.key)
    const wantsKey = part === 'key' && depth === path.length - 1
    offset = (wantsKey ? key : undefined) ?? start(found.value) ?? key ?? offset
    at = found.value
  }
  return offset
}

/** The path of the innermost key or item that begins at or before an offset. */
export const pathAt = (text: string, events: readonly Event[], offset: number): JsonPath => {
  const path: (string | number)[] = []
  let at = ROOT
  for (;;) {
    const event = events[at]
    const isMapping = event?.type === EVENT_ID.MAPPING
    if (!isMapping && event?.type !== EVENT_ID.SEQUENCE) return path
    const nodes = children(events, at)
    let inner: { segment: string | number; value: number } | undefined
    for (const [i, node] of nodes.entries()) {
      const own = events[node]
      const start = own === undefined ? undefined : nodeStart(text, own)
      if (start === undefined || start > offset || (isMapping && i % 2 === 1)) continue
      const segment = isMapping ? (keyName(text, own) ?? '') : i
      inner = { segment, value: isMapping ? nextNode(events, node) : node }
    }
    if (inner === undefined) return path
    path.push(inner.segment)
    at = inner.value
  }
}
