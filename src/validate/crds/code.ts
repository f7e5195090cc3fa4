/** What is compiled from one version of one CRD, as text to keep, and as the Validator that it makes. */
import { compileFunction } from 'node:vm'
import * as runtime from '../runtime/index.ts'
import type { Validator } from '../validator.ts'

export interface Code {
  /** Statements that define `validator`. */
  readonly body: string
  /** What they use of runtime/index.ts, and what is heavy to load: `re2` of runtime/re2.ts, `evaluator` of cel/. */
  readonly uses: readonly string[]
  /** What V8 makes of the text, which spares it most of reading it. */
  readonly bytecode?: Buffer
}

/** V8 takes back what the same V8 made of the same text, and reads the text where that is not so. */
export const withBytecode = ({ body, uses }: Code): Code => {
  const { cachedData } = compileFunction(source(body), uses, { produceCachedData: true })
  return { body, uses, ...(cachedData === undefined ? {} : { bytecode: cachedData }) }
}

const source = (body: string): string => `${body}\nreturn validator`

/** The code is our own compiler's; what comes from the CRD stands in it as literals only. */
export const instantiate = async ({ body, uses, bytecode }: Code): Promise<Validator> => {
  const available: Record<string, unknown> = {
    ...runtime,
    ...(uses.includes('re2') ? await import('../runtime/re2.ts') : {}),
    ...(uses.includes('evaluator') ? await import('../cel/evaluator.ts') : {}),
  }
  const options = bytecode === undefined ? {} : { cachedData: bytecode }
  const make = compileFunction(source(body), uses, options) as unknown as (...used: unknown[]) => Validator
  return make(...uses.map((name) => available[name]))
}

interface Head {
  readonly uses: readonly string[]
  readonly length: number
}

export const packCode = ({ body, uses, bytecode = Buffer.alloc(0) }: Code): Buffer => {
  const text = Buffer.from(body)
  const head: Head = { uses, length: text.length }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), text, bytecode])
}

export const unpackCode = (packed: Buffer): Code => {
  const start = packed.indexOf('\n') + 1
  const { uses, length } = JSON.parse(packed.toString('utf8', 0, start)) as Head
  const bytecode = packed.subarray(start + length)
  return {
    uses,
    body: packed.toString('utf8', start, start + length),
    ...(bytecode.length === 0 ? {} : { bytecode }),
  }
}
