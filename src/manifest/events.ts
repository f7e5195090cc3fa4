/**
 * The parser's flat stream of events, walked as a tree: what stands where in a document's text. Offsets
 * count from the beginning of that text.
 */
import { COLLECTION_STYLE, EVENT_ID, type Event, type ScalarEvent, SCALAR_STYLE } from 'js-yaml'
import { lineAbove } from './lines.ts'

export type { Event, ScalarEvent }
export { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE }

/** The index of the event after the node that begins at `index`. */
export const nextNode = (events: readonly Event[], index: number): number => {
  let depth = 0
  for (let i = index; i < events.length; i++) {
    const type = events[i]?.type
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++
    else if (type === EVENT_ID.POP) depth--
    if (depth <= 0) return i + 1
  }
  return events.length
}

const isQuoted = (event: ScalarEvent): boolean =>
  event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED

/** The `|` or `>` of a block scalar stands at the end of the line before its text. */
const blockHeader = (text: string, valueStart: number): number => {
  const end = lineAbove(text, valueStart)
  const header = /[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?[\r\n]*$/.exec(text.slice(end, valueStart))
  return header === null ? valueStart : end + header.index
}

/** Where a node's content begins, without its tag and anchor; undefined for a value that is not written. */
export const nodeStart = (text: string, event: Event): number | undefined => {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      if (event.valueStart < 0) return event.anchorStart >= 0 ? event.anchorStart - 1 : at(event.tagStart)
      if (isQuoted(event)) return event.valueStart - 1
      return event.style === SCALAR_STYLE.PLAIN ? event.valueStart : blockHeader(text, event.valueStart)
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start
    default:
      return undefined
  }
}

const at = (offset: number): number | undefined => (offset < 0 ? undefined : offset)

/** What may stand between the parts of a flow collection. */
const FLOW_TRIVIA = /(?:[ \t\r\n,:?]|(?<=[ \t\r\n,])#[^\r\n]*)*/y

/** Where a node ends; `from` is where its parent's content was read up to, for values that are not written. */
export const nodeEnd = (text: string, events: readonly Event[], index: number, from: number): number => {
  const event = events[index]
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      if (event.valueStart >= 0) return event.valueEnd + (isQuoted(event) ? 1 : 0)
      return Math.max(from, event.anchorEnd, event.tagEnd)
    case EVENT_ID.ALIAS:
      return event.anchorEnd
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE: {
      // The one pair of `[a: b]` is a flow mapping without braces.
      const braced = event.style === COLLECTION_STYLE.FLOW && '[{'.includes(text.charAt(event.start))
      let end = event.start + (braced ? 1 : 0)
      for (
        let i = index + 1;
        events[i] !== undefined && events[i]?.type !== EVENT_ID.POP;
        i = nextNode(events, i)
      )
        end = nodeEnd(text, events, i, end)
      return braced ? skipFlowTrivia(text, end) + 1 : end
    }
    default:
      return from
  }
}

/** The offset of the bracket, or of the next node, after commas, colons, white space and comments. */
export const skipFlowTrivia = (text: string, from: number): number => {
  FLOW_TRIVIA.lastIndex = from
  return from + (FLOW_TRIVIA.exec(text)?.[0].length ?? 0)
}

/** The children of long collections, in which one thing after the other is looked for. */
const long = new WeakMap<readonly Event[], Map<number, readonly number[]>>()
const LONG = 100

/** The indexes of a collection's children; a mapping's are its keys and values in turn. */
export const children = (events: readonly Event[], index: number): readonly number[] => {
  const known = long.get(events)?.get(index)
  if (known !== undefined) return known
  const found: number[] = []
  let i = index + 1
  for (; events[i] !== undefined && events[i]?.type !== EVENT_ID.POP; i = nextNode(events, i)) found.push(i)
  if (i - index > LONG) {
    const memo = long.get(events) ?? new Map<number, readonly number[]>()
    long.set(events, memo.set(index, found))
  }
  return found
}
