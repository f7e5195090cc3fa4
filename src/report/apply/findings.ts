/**
 * What validation says, one line a finding, for commands whose own business is another: errors and warnings.
 * Notes of severity info are what `validate` is asked for; at each diff they would be noise.
 */
import type { Finding } from '../../model/finding.ts'

/** `show` gives a path as the user would write it. */
export const findingLines = (findings: readonly Finding[], show: (file: string) => string): string =>
  findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ file, line, column, severity, message, code, hint }) => {
      const place = [file === undefined ? [] : show(file), line ?? [], column ?? []].flat().join(':')
      return `${place}${place === '' ? '' : ': '}${severity}: ${message} [${code}]\n${hint === undefined ? '' : `  hint: ${hint}\n`}`
    })
    .join('')
