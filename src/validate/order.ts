/**
 * The order in which findings are told: what is about none of the files, then by file as given, then from the top of
 * the file to its end.
 */
import type { Finding } from '../model/finding.ts'

export const inOrder = (
  files: readonly { readonly file: string }[],
  findings: readonly Finding[],
): Finding[] => {
  const rank = new Map(files.map(({ file }, i) => [file, i]))
  const place = (finding: Finding): number => rank.get(finding.file ?? '') ?? -1
  return [...findings].sort(
    (a, b) => place(a) - place(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
}
