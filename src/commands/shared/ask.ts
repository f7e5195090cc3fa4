/** Questions to whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises'
import { EXIT } from '../../errors.ts'

/** Undefined where there is nobody to ask. Ctrl-C ends the command, the end of input means no. */
export const asking = (): ((question: string) => Promise<boolean>) | undefined => {
  const output = [process.stderr, process.stdout].find((stream) => stream.isTTY)
  if (!process.stdin.isTTY || output === undefined) return undefined
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output })
    terminal.on('SIGINT', () => process.exit(EXIT.interrupted))
    const closed = new Promise<string>((resolve) =>
      terminal.once('close', () => {
        resolve('')
      }),
    )
    try {
      const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed])
      return /^y(es)?$/i.test(answer.trim())
    } finally {
      terminal.close()
    }
  }
}

/** For what the command was called for: where there is nobody to ask, it goes on. */
export const confirmed = async (question: string, yes: boolean): Promise<boolean> => {
  const ask = asking()
  return yes || ask === undefined || (await ask(question))
}
