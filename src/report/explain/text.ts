/** What a code means, for people. */
import type { CodeEntry, Example } from '../../codes/entry.ts'
import { columns } from '../columns.ts'

interface Explanation extends CodeEntry {
  readonly code: string
  readonly url: string
  readonly example?: Example
}

const WIDTH = 100

/** Lines of words. */
const wrapped = (text: string): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return `${[...lines, line].join('\n')}\n`
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '\n' : `    ${line}\n`))
    .join('')

const WHAT = {
  error: 'an error: the job could not be done',
  finding: 'a finding: a verdict on a manifest',
} as const

export const explanationText = ({ code, is, title, mend, url, example }: Explanation): string =>
  [
    `${code} is ${WHAT[is]}\n`,
    wrapped(title),
    wrapped(mend),
    ...(example === undefined
      ? []
      : [`Wrong:\n\n${indented(example.wrong)}`, `Right:\n\n${indented(example.right)}`]),
    `${url}\n`,
  ].join('\n')

export const explanationsText = (all: readonly Explanation[]): string => {
  const part = (is: CodeEntry['is'], head: string): string =>
    `${head}\n\n${columns(all.filter((one) => one.is === is).map(({ code, title }) => [`  ${code}`, title])).join('\n')}\n`
  return `${part('finding', 'Findings: a verdict on a manifest')}\n${part('error', 'Errors: the job could not be done')}`
}
