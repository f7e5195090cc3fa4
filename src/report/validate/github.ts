/** A verdict as workflow commands of GitHub Actions, which become annotations at the lines of a pull request. */
import type { Finding, Severity } from '../../model/finding.ts'
import { printable } from '../display-width.ts'
import type { ReportContext } from './context.ts'
import type { ShownVerdict } from './show.ts'
import { summaryLine } from './summary.ts'

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

/** The log of a job shows colours. */
const escapeData = (text: string): string =>
  printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

const annotation = (finding: Finding, { inRepository, endOf }: ReportContext): string => {
  const { severity, code, message, hint, file, line, column } = finding
  const end = endOf(finding)
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    // Standard input is no file of the repository.
    ['file', file === undefined || file === '-' ? undefined : inRepository(file)],
    ['line', line],
    ['col', column],
    // The one who reads it takes columns only of one line.
    ['endColumn', end !== undefined && end.line === line ? end.column : undefined],
    ['title', code],
  ]
  const given = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
  )
  const told = hint === undefined ? message : `${message}\nhint: ${hint}`
  return `::${COMMANDS[severity]} ${given.join(',')}::${escapeData(told)}\n`
}

/** What a baseline has already is only counted: of annotations few are shown. */
export const verdictGithub = (verdict: ShownVerdict, context: ReportContext): string => {
  const { findings, comparison } = verdict
  const told = findings.filter((finding) => comparison === undefined || comparison.introduced.has(finding))
  return [...told.map((finding) => annotation(finding, context)), summaryLine(verdict)].join('')
}
