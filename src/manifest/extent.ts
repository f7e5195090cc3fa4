/** Where the name or value that begins at a place ends: for reports that mark the whole of it. */
import type { Position } from '../model/document.ts'
import { EVENT_ID, type Event, nodeEnd, nodeStart } from './events.ts'
import { readEvents } from './parser.ts'
import { offsetOfPosition, positionAt } from './position.ts'
import { type Range, splitDocuments } from './split.ts'

/** Asked place by place from the top of one text; what it needs of the text it works out once. */
export const extentsOf = (text: string): ((position: Position) => Position | undefined) => {
  let ranges: readonly Range[] | undefined
  let last: { readonly range: Range; readonly ends: ReadonlyMap<number, number> } | undefined
  return (position) => {
    const offset = offsetOfPosition(text, position)
    ranges ??= [...splitDocuments(text)]
    if (last === undefined || offset < last.range.start || offset >= last.range.end) {
      const range = rangeOf(ranges, offset)
      if (range === undefined) return undefined
      last = { range, ends: scalarEnds(text.slice(range.start, range.end)) }
    }
    const end = last.ends.get(offset - last.range.start)
    return end === undefined ? undefined : positionAt(text, last.range.start + end)
  }
}

const rangeOf = (ranges: readonly Range[], offset: number): Range | undefined => {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return ranges[low]
}

/** By where each begins. What can't be parsed has none. */
const scalarEnds = (text: string): Map<number, number> => {
  const ends = new Map<number, number>()
  let events: readonly Event[]
  try {
    events = readEvents(text)
  } catch {
    return ends
  }
  for (const [index, event] of events.entries()) {
    if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) continue
    const start = nodeStart(text, event)
    // The end of a block of text is the end of its last line, not the line break after it.
    if (start !== undefined)
      ends.set(start, text.slice(0, nodeEnd(text, events, index, start)).trimEnd().length)
  }
  return ends
}
