/**
 * The parser, made as lenient about indentation inside brackets and quotes as Kubernetes' own is: there
 * `args: [` may be closed by a `]` under the `a`, which js-yaml refuses.
 */
import { type Event, YAMLException, parseEvents } from 'js-yaml'

/** Deeper than any manifest, and far from the end of the stack. */
const MAX_DEPTH = 300
/** Each costs another run of the parser. */
const MAX_SHIFTED_LINES = 50
const MAX_RUNS_OF_TABS = 50

/** Lines from the beginning of a text that are indented with tabs. */
const TABBED = /^(?:[ \t]*\t.*(?:\r\n|\n|\r|$))+/

/** As long as before: spaces for the tabs that lines are indented with, of those that follow each other, or of all. */
const spaced = (text: string, all: boolean): string => {
  const lines = all ? text : (TABBED.exec(text)?.[0] ?? '')
  return lines.replace(/^[ \t]+/gm, (white) => ' '.repeat(white.length)) + text.slice(lines.length)
}

/** The text with lines indented deeper, each by `width` spaces; `lines` are their beginnings in the text as it is. */
class Shifted {
  private readonly lines: number[] = []
  private readonly width: number
  private text: string
  private runsOfTabs = 0

  constructor(text: string) {
    this.text = text
    this.width = Math.max(0, ...[...text.matchAll(/(?<=^|[\r\n]) +/g)].map(([indent]) => indent.length)) + 2
  }

  /** Mends what the parser stopped at; false where nothing is left to mend. */
  mend(offset: number): boolean {
    const line =
      Math.max(this.text.lastIndexOf('\n', offset - 1), this.text.lastIndexOf('\r', offset - 1)) + 1
    const before = this.text.slice(line, offset)
    const tab = before.lastIndexOf('\t')
    if (tab >= 0) {
      // The parser takes any tab between brackets for indentation.
      const isAll = ++this.runsOfTabs > MAX_RUNS_OF_TABS
      const start = before.trim() === '' || isAll ? line : line + tab
      this.text = this.text.slice(0, start) + spaced(this.text.slice(start), isAll)
      return this.runsOfTabs <= 2 * MAX_RUNS_OF_TABS
    }
    if (before.trim() !== '' || this.lines.includes(line) || this.lines.length >= MAX_SHIFTED_LINES)
      return false
    this.lines.push(line)
    this.lines.sort((a, b) => a - b)
    return true
  }

  toString(): string {
    const starts = [0, ...this.lines]
    const indent = ' '.repeat(this.width)
    return starts.map((start, i) => (i === 0 ? '' : indent) + this.text.slice(start, starts[i + 1])).join('')
  }

  /** From an offset in the shifted text to one in the text as it is. */
  original(offset: number): number {
    let moved = 0
    for (const line of this.lines) {
      if (line + moved >= offset) break
      moved += Math.min(this.width, offset - line - moved)
    }
    return offset - moved
  }
}

const OFFSETS = ['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd'] as const

const moveBack = (event: Event, shifted: Shifted): Event => {
  const moved: Record<string, unknown> = { ...event }
  for (const field of OFFSETS) {
    const offset = moved[field]
    if (typeof offset === 'number' && offset >= 0) moved[field] = shifted.original(offset)
  }
  return moved as unknown as Event
}

const parseShifted = (text: string, first: number): Event[] => {
  const shifted = new Shifted(text)
  shifted.mend(first)
  for (;;) {
    try {
      return parseEvents(shifted.toString(), { maxDepth: MAX_DEPTH }).map((event) => moveBack(event, shifted))
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error
      const position = shifted.original(error.mark.position)
      if (isIndentation(error) && shifted.mend(position)) continue
      throw new YAMLException(error.reason, { ...error.mark, buffer: text, position })
    }
  }
}

const isIndentation = (error: YAMLException): boolean => error.reason === 'deficient indentation'

/** Offsets count in the text given. Throws js-yaml's YAMLException where the text is not YAML. */
export const readEvents = (text: string): Event[] => {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!(error instanceof YAMLException) || error.mark === undefined || !isIndentation(error)) throw error
    return parseShifted(text, error.mark.position)
  }
}
