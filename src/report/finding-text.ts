/**
 * One finding as text: where and what, the line itself with a caret under the place, the hint. What is secret by
 * the look of it is masked.
 */
import { maskLine } from '../model/credentials/lines.ts'
import type { Finding, Severity } from '../model/finding.ts'
import { printable, widthOf } from './display-width.ts'

/** The text that findings are about. */
export interface SourceText {
  readonly lines: readonly string[]
  /** Strings of it that must not be shown. */
  readonly secrets: readonly string[]
}

/** How a terminal marks up; each gives the text itself where there are no colours. */
export interface Paint {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly severity: Readonly<Record<Severity, (text: string) => string>>
}

const same = (text: string): string => text
export const PLAIN: Paint = {
  strong: same,
  faint: same,
  severity: { error: same, warning: same, info: same },
}

/** Columns of a line that are shown. */
const WINDOW = 100
/** Of these, at least so many before the place. */
const BEFORE = 40

/** The part of a long line around a place, and the place in it. Both count characters from 0. */
const around = (line: readonly string[], at: number): { shown: readonly string[]; at: number } => {
  if (line.length <= WINDOW) return { shown: line, at }
  const start = Math.max(0, Math.min(at - BEFORE, line.length - WINDOW))
  const end = Math.min(line.length, start + WINDOW)
  const shown = [...(start > 0 ? ['…'] : []), ...line.slice(start, end), ...(end < line.length ? ['…'] : [])]
  return { shown, at: at - start + (start > 0 ? 1 : 0) }
}

/** What stands above the caret, as blanks of the same width; tabs stay tabs. */
const indent = (characters: readonly string[]): string =>
  characters.map((character) => (character === '\t' ? '\t' : ' '.repeat(widthOf(character)))).join('')

const quoted = (finding: Finding, source: SourceText, paint: Paint): string => {
  const { line = 0, column = 1 } = finding
  const text = source.lines[line - 1]
  if (text === undefined) return ''
  const above = source.lines.slice(Math.max(0, line - 4), line - 1)
  const masked = (part: string): string[] => Array.from(printable(maskLine(part, above, source.secrets)))
  // What is masked before the place moves it.
  const at = masked(
    Array.from(text)
      .slice(0, column - 1)
      .join(''),
  ).length
  const window = around(masked(text), at)
  const gutter = `${String(line).padStart(5)} | `
  const blank = `${' '.repeat(5)} | `
  const caret = paint.severity[finding.severity]('^')
  return `${paint.faint(gutter)}${window.shown.join('')}\n${paint.faint(blank)}${indent(window.shown.slice(0, window.at))}${caret}\n`
}

/** Its first line; `mark` says what is special about it. */
export const headOf = (finding: Finding, paint: Paint, mark = ''): string => {
  const { file, line, column, severity, message, code } = finding
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const where = place === '' ? '' : `${paint.strong(printable(place))}: `
  const tail = paint.faint(`[${code}]${mark === '' ? '' : ` (${mark})`}`)
  return `${where}${paint.severity[severity](severity)}: ${printable(message)} ${tail}\n`
}

export const findingText = (
  finding: Finding,
  source: SourceText | undefined,
  paint: Paint = PLAIN,
): string => {
  const { line, hint } = finding
  const quote = source === undefined || line === undefined ? '' : quoted(finding, source, paint)
  return `${headOf(finding, paint)}${quote}${hint === undefined ? '' : `  hint: ${printable(hint)}\n`}`
}
