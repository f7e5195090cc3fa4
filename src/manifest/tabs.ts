/**
 * Tabs that Kubernetes' YAML refuses and the parser takes: at the beginning of a line, where another node, a comment or
 * nothing follows, and behind the dash of an entry.
 */
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  nextNode,
  nodeEnd,
  nodeStart,
  type ScalarEvent,
  SCALAR_STYLE,
} from './events.ts'
import { lineStart } from './lines.ts'
import type { Problem } from './problem.ts'

/** After the indentation, or after dashes behind it. */
const TAB = /(?<=^ *(?:- *(?:- +)*)?)\t/gm
const BLANK = /\s*/y

/** Where a tab is taken: from `start` to `end`, in columns greater than `column`. */
interface Span {
  readonly start: number
  readonly end: number
  readonly column: number
}

const skipBlank = (text: string, from: number): number => {
  BLANK.lastIndex = from
  return from + (BLANK.exec(text)?.[0].length ?? 0)
}

const spanOf = (text: string, event: ScalarEvent): Span => {
  const { valueStart: start, valueEnd: end, style } = event
  switch (style) {
    case SCALAR_STYLE.PLAIN: {
      // It takes the empty lines below it, too, as far as they are indented deeper than it.
      return { start, end: skipBlank(text, end), column: indentAt(text, start) }
    }
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start, end, column: -1 }
    default: {
      // The first line of a block says how deep it is indented, where its header does not.
      const header = text.slice(nodeStart(text, event), start)
      return { start: /^.[-+]?[0-9]/.test(header) ? start : skipBlank(text, start), end, column: -1 }
    }
  }
}

const indentAt = (text: string, offset: number): number => {
  const line = lineStart(text, offset)
  let at = line
  while (text.charAt(at) === ' ') at++
  return at - line
}

/** In the order of the text, none inside another. */
const spansOf = (text: string, events: readonly Event[]): Span[] => {
  const spans: Span[] = []
  for (let i = 0; i < events.length;) {
    const event = events[i]
    const isFlow =
      (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) &&
      event.style === COLLECTION_STYLE.FLOW
    if (isFlow) spans.push({ start: event.start, end: nodeEnd(text, events, i, event.start), column: -1 })
    else if (event?.type === EVENT_ID.SCALAR && event.valueStart >= 0) spans.push(spanOf(text, event))
    i = isFlow ? nextNode(events, i) : i + 1
  }
  return spans
}

/** At most one: a file that has one has many. */
export const badTabs = (text: string, events: readonly Event[]): Problem[] => {
  if (!text.includes('\t')) return []
  const spans = spansOf(text, events)
  let next = 0
  for (const { index: offset } of text.matchAll(TAB)) {
    while ((spans[next]?.start ?? Infinity) <= offset) next++
    const span = spans[next - 1]
    const line = lineStart(text, offset)
    if (span !== undefined && offset < span.end && offset - line > span.column) continue
    const isBehindDash = text.slice(line, offset).includes('-')
    return [
      {
        code: 'yaml-tab',
        message: isBehindDash ? 'a tab behind a dash' : 'a tab in the indentation',
        offset,
        hint: isBehindDash ? 'put a space there' : 'indent with spaces',
      },
    ]
  }
  return []
}
