/** What is compiled from one version of one CRD, as text to keep, and as the Validator that it makes. */
import { Script } from 'node:vm'
import * as runtime from '../runtime/index.ts'
import type { Validator } from '../validator.ts'

export interface Code {
  /** Statements that define `validator`. */
  readonly body: string
  /** What they use of runtime/index.ts, and what is heavy to load: `re2` of runtime/re2.ts, `evaluator` of cel/. */
  readonly uses: readonly string[]
  /** What V8 made of the text in a run before, which spares it reading most of what runs again. */
  readonly bytecode?: Buffer
}

export interface Instance {
  readonly validator: Validator
  /** What V8 has made of the text by now: of functions that did not run yet there is nothing. */
  readonly bytecode: () => Buffer
}

/** The code is our own compiler's; what comes from the CRD stands in it as literals only. V8 reads the text where the bytecode is not its own. */
export const instantiate = async ({ body, uses, bytecode }: Code): Promise<Instance> => {
  const available: Record<string, unknown> = {
    ...runtime,
    ...(uses.includes('re2') ? await import('../runtime/re2.ts') : {}),
    ...(uses.includes('evaluator') ? await import('../cel/evaluator.ts') : {}),
  }
  const script = new Script(`((${uses.join(', ')}) => {\n${body}\nreturn validator\n})`, {
    ...(bytecode === undefined ? {} : { cachedData: bytecode }),
  })
  const make = script.runInThisContext() as (...used: unknown[]) => Validator
  return {
    validator: make(...uses.map((name) => available[name])),
    bytecode: () => script.createCachedData(),
  }
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
