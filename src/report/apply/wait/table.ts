/** The progress of a wait as lines of a table that fit a terminal; what is still waited for comes first. */
import type { Waited } from '../../../model/readiness.ts'
import { cut } from '../../display-width.ts'
import { columns } from '../../columns.ts'
import { label } from '../../label.ts'
import { reasonWords, stateWord } from './words.ts'

export interface TableSize {
  readonly columns: number
  readonly rows: number
}

const rank = ({ end }: Waited): number => (end === undefined ? 1 : end === 'ready' ? 2 : 0)

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Never as wide as the terminal, which would begin a new line by itself, and never higher. */
export const waitTable = (all: readonly Waited[], elapsed: number, size: TableSize): string[] => {
  const ready = all.filter(({ end }) => end === 'ready').length
  // The head, the titles, the line of what is left out, and the cursor's own.
  const room = Math.max(1, size.rows - 4)
  const shown = all.toSorted((a, b) => rank(a) - rank(b)).slice(0, room)
  const rest = all.length - shown.length
  const rows = shown.map((waited) => [label(waited.ref), stateWord(waited), reasonWords(waited)])
  return [
    `${ready} of ${all.length} ready (${clock(elapsed)})`,
    ...columns([['OBJECT', 'STATE', 'REASON'], ...rows]),
    ...(rest === 0 ? [] : [`and ${rest} more`]),
  ]
    .slice(0, Math.max(1, size.rows - 1))
    .map((line) => cut(line, size.columns - 1))
}
