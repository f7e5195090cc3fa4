/**
 * How candidates are told, to kubectl and to our own scripts alike: one a line, a tab before its description, and last a
 * line `:N`, the sum of what the shell is to do (Cobra's ShellCompDirective).
 */
import type { Candidate } from './candidates.ts'
import type { Source } from './sources.ts'

const DIRECTIVE = { noSpace: 2, noFiles: 4, folders: 16 } as const

const WIDTH = 80

/** One line, without what a terminal would take for more than text. */
const told = ({ value, description }: Candidate): string => {
  const text = (description ?? '').replace(/\p{C}/gu, ' ').trim()
  const short = text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text
  return short === '' ? value : `${value}\t${short}`
}

/** A name that a shell would read otherwise is none of Kubernetes'. */
const isPlain = ({ value }: Candidate): boolean => /^[\w./:=#@,+%-]+$/.test(value)

export const completionText = (
  candidates: readonly Candidate[],
  typed: string,
  source: Source['is'],
): string => {
  const fitting = new Map(
    candidates.filter((one) => one.value.startsWith(typed) && isPlain(one)).map((one) => [one.value, one]),
  )
  const values = [...fitting.keys()]
  const open = values.length > 0 && values.every((value) => /[/=#]$/.test(value))
  const directive =
    (source === 'files' ? 0 : source === 'folders' ? DIRECTIVE.folders : DIRECTIVE.noFiles) +
    (open ? DIRECTIVE.noSpace : 0)
  return [...[...fitting.values()].map(told), `:${directive}`, ''].join('\n')
}
