/** What a command line may hold: read from oclif.manifest.json, which the build makes from the commands. */

export interface Flag {
  readonly name: string
  readonly char?: string
  readonly type: 'option' | 'boolean'
  readonly multiple?: boolean
  readonly options?: readonly string[]
  readonly helpValue?: string
  readonly description?: string
  readonly hidden?: boolean
}

export interface Argument {
  readonly name: string
  readonly options?: readonly string[]
}

export interface Command {
  /** `revocations:verify` */
  readonly id: string
  readonly summary?: string
  readonly hidden?: boolean
  /** False: the last argument may be given several times. */
  readonly strict?: boolean
  readonly args: Readonly<Record<string, Argument>>
  readonly flags: Readonly<Record<string, Flag>>
}

export type Grammar = Readonly<Record<string, Command>>

/** What is known of a line up to the word that is typed. */
export interface Line {
  /** Undefined while the words name none yet. */
  readonly command: Command | undefined
  /** The words of the command or topic, as an id. */
  readonly id: string
  readonly flags: ReadonlyMap<string, readonly string[]>
  readonly args: readonly string[]
  /** The word that is typed, as far as it goes. */
  readonly current: string
  /** A flag whose value it is. */
  readonly valueOf: Flag | undefined
  /** Of `--flag=value` what stands before the value. */
  readonly before: string
  /** `--` was before: what follows is not ours. */
  readonly beyond: boolean
}

const begins = (grammar: Grammar, id: string): boolean =>
  Object.keys(grammar).some((one) => one === id || one.startsWith(`${id}:`))

const findFlag = ({ flags }: Command, word: string): Flag | undefined => {
  const name = word.split('=')[0] ?? ''
  return name.startsWith('--')
    ? flags[name.slice(2)]
    : Object.values(flags).find(({ char }) => char !== undefined && name.startsWith(`-${char}`))
}

/** `words`: all of them, the last being the one that is typed. */
export const readLine = (grammar: Grammar, words: readonly string[]): Line => {
  const given = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  let id = ''
  while (given.length > 0) {
    const next = id === '' ? (given[0] ?? '') : `${id}:${given[0] ?? ''}`
    if (!begins(grammar, next)) break
    id = next
    given.shift()
  }
  const command = grammar[id]
  const flags = new Map<string, string[]>()
  const args: string[] = []
  let open: Flag | undefined
  let beyond = false
  const give = ({ name }: Flag, value: string): void => {
    flags.set(name, [...(flags.get(name) ?? []), value])
  }
  for (const word of given) {
    if (open !== undefined) {
      give(open, word)
      open = undefined
    } else if (beyond || !word.startsWith('-') || word === '-' || command === undefined) args.push(word)
    else if (word === '--') beyond = true
    else {
      const flag = findFlag(command, word)
      if (flag === undefined) continue
      const glued = word.startsWith('--')
        ? word.includes('=')
          ? word.slice(word.indexOf('=') + 1)
          : undefined
        : word.length > 2
          ? word.slice(2)
          : undefined
      if (flag.type === 'option' && glued === undefined) open = flag
      else give(flag, glued ?? 'true')
    }
  }
  const equals = current.indexOf('=')
  const inline = open === undefined && !beyond && command !== undefined && /^--[^=]+=/.test(current)
  const line = { command, id, flags, args, beyond }
  if (inline)
    return {
      ...line,
      current: current.slice(equals + 1),
      valueOf: findFlag(command, current),
      before: current.slice(0, equals + 1),
    }
  return { ...line, current, valueOf: open, before: '' }
}
