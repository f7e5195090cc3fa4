/** What may stand where the cursor is, as far as the commands themselves say it. */
import type { Command, Flag, Grammar, Line } from './grammar.ts'
import { type Source, sourceOfArgument, sourceOfFlag } from './sources.ts'

export interface Candidate {
  readonly value: string
  readonly description?: string | undefined
}

export interface Offer {
  readonly candidates: readonly Candidate[]
  /** Where more come from. */
  readonly source: Source
}

const NOTHING: Source = { is: 'nothing' }

const commandsAfter = (
  grammar: Grammar,
  id: string,
  topics: Readonly<Record<string, string>>,
): Candidate[] => {
  const prefix = id === '' ? '' : `${id}:`
  const next = new Map<string, string | undefined>()
  for (const command of Object.values(grammar)) {
    if (!command.id.startsWith(prefix) || command.hidden === true) continue
    const rest = command.id.slice(prefix.length)
    const [word = '', ...more] = rest.split(':')
    if (more.length === 0) next.set(word, command.summary)
    else if (!next.has(word)) next.set(word, topics[prefix + word])
  }
  return [...next].map(([value, description]) => ({ value, description }))
}

const flagsOf = ({ flags }: Command, line: Line): Candidate[] => {
  const free = (flag: Flag): boolean => flag.multiple === true || !line.flags.has(flag.name)
  // What few need is offered to who begins to type it.
  const shown = (flag: Flag): boolean => flag.hidden !== true || line.current.length > 2
  return [
    ...Object.values(flags)
      .filter((flag) => free(flag) && shown(flag))
      .map(({ name, description }) => ({ value: `--${name}`, description })),
    { value: '--help', description: 'show what the command takes' },
  ]
}

export const offer = (grammar: Grammar, line: Line, topics: Readonly<Record<string, string>>): Offer => {
  const { command, id, current, valueOf, before } = line
  if (valueOf !== undefined) {
    const source = sourceOfFlag(id, valueOf)
    if (source.is !== 'words') return { candidates: [], source }
    return { candidates: source.words.map((word) => ({ value: before + word })), source: NOTHING }
  }
  // The command that is to run behind a server.
  if (line.beyond) return { candidates: [], source: { is: 'files' } }
  if (command !== undefined && current.startsWith('-'))
    return { candidates: flagsOf(command, line), source: NOTHING }
  const commands = line.args.length === 0 ? commandsAfter(grammar, id, topics) : []
  if (command === undefined) return { candidates: commands, source: NOTHING }
  const source = sourceOfArgument(line)
  if (source.is !== 'words') return { candidates: commands, source }
  return { candidates: [...commands, ...source.words.map((value) => ({ value }))], source: NOTHING }
}
