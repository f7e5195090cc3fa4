/** What validation says, one line a finding, for commands whose own business is another. */
import type { Finding } from '../../model/finding.ts'

/** `show` gives a path as the user would write it. */
export const findingLines = (findings: readonly Finding[], show: (file: string) => string): string =>
  findings
    .map(({ file, line, column, severity, message, code, hint }) => {
      const place = [file === undefined ? [] : show(file), line ?? [], column ?? []].flat().join(':')
      return `${place}${place === '' ? '' : ': '}${severity}: ${message} [${code}]\n${hint === undefined ? '' : `  hint: ${hint}\n`}`
    })
    .join('')
