/** A verdict in one line. */
import type { Severity } from '../../model/finding.ts'
import type { ShownVerdict } from './show.ts'

const plural = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`

const NAMES: Readonly<Record<Severity, (count: number) => string>> = {
  error: (count) => plural(count, 'error'),
  warning: (count) => plural(count, 'warning'),
  info: (count) => plural(count, 'note'),
}

/** All that was found, told or not. */
const foundParts = ({ findings, hidden, suppressed, comparison }: ShownVerdict): string[] => {
  const all = [...findings, ...hidden]
  const count = (severity: Severity): number => all.filter((finding) => finding.severity === severity).length
  return [
    ...(['error', 'warning', 'info'] as const)
      .filter((severity) => count(severity) > 0)
      .map((severity) => NAMES[severity](count(severity))),
    ...(hidden.length > 0 ? [`${hidden.length} of them not shown`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
    ...(comparison === undefined
      ? []
      : [
          `${comparison.introduced.size} introduced`,
          `${all.length - comparison.introduced.size} unchanged`,
          `${comparison.fixed.length} fixed`,
        ]),
  ]
}

export const summaryLine = (verdict: ShownVerdict): string => {
  const { files, resources, valid, invalid, skipped, outline } = verdict.summary
  const states = [
    [`${valid} valid`, ...(invalid > 0 ? [`${invalid} invalid`] : [])].join(', ') +
      (outline > 0 ? ` (${outline} by outline)` : ''),
    ...(skipped > 0 ? [`${skipped} skipped (no schema for the kind)`] : []),
  ]
  const found = foundParts(verdict)
  return `${plural(resources, 'resource')} in ${plural(files, 'file')}: ${states.join(', ')}${found.length === 0 ? '' : `; ${found.join(', ')}`}\n`
}
