/** A verdict in one line. */
import type { Severity } from '../../model/finding.ts'
import type { Verdict } from '../../model/verdict.ts'

const plural = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`

const NAMES: Readonly<Record<Severity, (count: number) => string>> = {
  error: (count) => plural(count, 'error'),
  warning: (count) => plural(count, 'warning'),
  info: (count) => plural(count, 'note'),
}

export const summaryLine = ({ summary, findings, suppressed }: Verdict): string => {
  const { files, resources, valid, invalid, skipped, outline } = summary
  const states = [
    [`${valid} valid`, ...(invalid > 0 ? [`${invalid} invalid`] : [])].join(', ') +
      (outline > 0 ? ` (${outline} by outline)` : ''),
    ...(skipped > 0 ? [`${skipped} skipped (no schema for the kind)`] : []),
  ]
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length
  const found = (['error', 'warning', 'info'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => NAMES[severity](count(severity)))
  if (suppressed.length > 0) found.push(`${suppressed.length} suppressed`)
  return `${plural(resources, 'resource')} in ${plural(files, 'file')}: ${states.join(', ')}${found.length === 0 ? '' : `; ${found.join(', ')}`}\n`
}
