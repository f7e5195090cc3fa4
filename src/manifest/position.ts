/** Offsets into a text as the lines and columns that people and editors count. */
import type { Position } from '../model/document.ts'

/** Findings come text by text, so the lines of the last one asked about are worth keeping. */
let last: { readonly text: string; readonly starts: readonly number[] } | undefined

/** Lines end as YAML has it: LF, CR LF or CR. */
const startsOf = (text: string): readonly number[] => {
  if (last?.text !== text) {
    const starts = [text.startsWith('\uFEFF') ? 1 : 0]
    for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length)
    last = { text, starts }
  }
  return last.starts
}

/** The last place on a line, from which the next is counted: a line may be as long as the file. */
let counted: {
  readonly text: string
  readonly start: number
  readonly at: number
  readonly characters: number
} = {
  text: '',
  start: 0,
  at: 0,
  characters: 0,
}

const charactersBetween = (text: string, start: number, end: number): number => {
  const goesOn = counted.start === start && counted.at <= end && counted.text === text
  let [i, characters] = goesOn ? [counted.at, counted.characters] : [start, 0]
  for (; i < end; i++, characters++) {
    const isPair = (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
    if (isPair && i + 1 < end) i++
  }
  counted = { text, start, at: end, characters }
  return characters
}

/** Columns count characters, and no byte order mark. */
export const positionAt = (text: string, offset: number): Position => {
  const starts = startsOf(text)
  // The first line that begins after the offset is the one after the line asked for.
  let [low, high] = [1, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return { line: low, column: charactersBetween(text, starts[low - 1] ?? 0, offset) + 1 }
}

/** The way back. A place that the text does not have gives the nearest that it has. */
export const offsetOfPosition = (text: string, { line, column }: Position): number => {
  const starts = startsOf(text)
  const start = starts[line - 1] ?? text.length
  const before = Array.from(text.slice(start, starts[line] ?? text.length)).slice(0, column - 1)
  return start + before.join('').length
}
