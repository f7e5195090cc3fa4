/** Runs one command and tells how it ended: the one place where errors become text and exit codes. */
import { join } from 'node:path'
import { Config, Errors, run } from '@oclif/core'
import { flagsOf, withoutSwitchValues } from './boolean-flags.ts'
import { EXIT, type ExitCode, UserError } from './errors.ts'
import { problemLines } from './report/problem.ts'

/** A bare `--dry-run` means `--dry-run=client`, as kubectl has it; words after `--` are not ours. */
const normalize = (argv: readonly string[]): string[] => {
  const end = argv.indexOf('--')
  return argv.map((word, i) => (word === '--dry-run' && (end < 0 || i < end) ? '--dry-run=client' : word))
}

const tell = (code: string, message: string, hint: string | undefined): void => {
  process.stderr.write(problemLines({ code, message, hint }))
}

/** What is no command: of words behind a command that takes none, oclif makes the name of one. Topics are written with a blank, as they are typed. */
const notFound = (id: string, isCommand: (id: string) => boolean): string => {
  const words = id.split(':')
  const last = words.findLastIndex((_, i) => isCommand(words.slice(0, i + 1).join(':')))
  return last < 0
    ? `command ${words.join(' ')} not found`
    : `Unexpected argument${last < words.length - 2 ? 's' : ''}: ${words.slice(last + 1).join(', ')}`
}

const explain = (error: unknown, isCommand: (id: string) => boolean): ExitCode => {
  if (error instanceof UserError) {
    tell(error.code, error.message, error.hint)
    return error.exit
  }
  if (error instanceof Errors.ExitError) return error.oclif.exit === 0 ? EXIT.done : EXIT.usage
  if (error instanceof Errors.CLIError) {
    const lines = error.message
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^(See more help|The following errors? occurred)/.test(line))
    const [first = '', ...rest] = lines.map((line) => line.trim())
    const hint = rest.join('; ')
    tell(
      'usage',
      first.replace(/^command (\S+) not found$/, (_, id: string) => notFound(id, isCommand)),
      hint || '`kubectl agentgw --help` lists the commands, `… COMMAND --help` their flags',
    )
    return EXIT.usage
  }
  tell(
    'internal',
    `this is a fault in kubectl agentgw: ${error instanceof Error ? error.message : String(error)}`,
    'run again with AGENTGW_DEBUG=1 for the stack trace, and report it',
  )
  return EXIT.failed
}

// A reader that leaves early (`| head`) is no error, and no reason to stop half-way: only the printing ends.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    tell('file-unwritable', `the output can not be written: ${error.message}`, undefined)
    process.exit(EXIT.failed)
  })
// Commands that change something take this over (AgentgwCommand.interruption).
process.once('SIGINT', () => process.exit(EXIT.interrupted))

let config: Config | undefined
try {
  config = await Config.load({ root: join(import.meta.dirname, '..') })
  const argv = process.argv.slice(2)
  await run(normalize(withoutSwitchValues(argv, flagsOf(argv, config))), config)
} catch (error) {
  process.exitCode = explain(error, (id) => config?.findCommand(id) !== undefined)
  if (process.env['AGENTGW_DEBUG'])
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
// Kept-alive connections must not hold the process back; what a slow reader has not taken yet must.
await new Promise((resolve) => process.stdout.write('', resolve))
process.exit(process.exitCode ?? EXIT.done)
