/** A verdict for people. */
import type { Finding } from '../../model/finding.ts'
import { findingText, type Paint, type SourceText } from '../finding-text.ts'

interface Verdict {
  readonly summary: {
    readonly files: number
    readonly resources: number
    readonly valid: number
    readonly invalid: number
    readonly skipped: number
    readonly outline: number
  }
  readonly findings: readonly Finding[]
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

const summaryLine = ({ summary, findings }: Verdict): string => {
  const { files, resources, valid, invalid, skipped, outline } = summary
  const states = [
    [`${valid} valid`, ...(invalid > 0 ? [`${invalid} invalid`] : [])].join(', ') +
      (outline > 0 ? ` (${outline} by outline)` : ''),
    ...(skipped > 0 ? [`${skipped} skipped (no schema for the kind)`] : []),
  ]
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  const found = (['error', 'warning'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => plural(count(severity), severity))
  return `${plural(resources, 'resource')} in ${plural(files, 'file')}: ${states.join(', ')}${found.length === 0 ? '' : `; ${found.join(', ')}`}\n`
}

/** `sourceOf` gives the text of a file that was read. */
export const verdictText = (
  verdict: Verdict,
  sourceOf: (file: string) => SourceText | undefined,
  paint: Paint,
): string => {
  const findings = verdict.findings.map((finding) =>
    findingText(finding, finding.file === undefined ? undefined : sourceOf(finding.file), paint),
  )
  const hint =
    verdict.summary.outline === 0
      ? ''
      : '  hint: an outline knows less than the CRD of a cluster; `kubectl agentgw schemas pull` gets the exact schemas\n'
  return [...findings, summaryLine(verdict) + hint].join('\n')
}
