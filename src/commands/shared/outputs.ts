/** `-o FORMAT[=FILE]`, several times: which reports are asked for, and where each goes. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.ts'
import { FORMATS, type Format } from '../../report/validate/format.ts'

export interface Output {
  readonly format: Format
  /** Absent: stdout. */
  readonly file?: string
}

const isFormat = (word: string): word is Format => (FORMATS as readonly string[]).includes(word)

const readOutput = (given: string): Output => {
  const equals = given.indexOf('=')
  const format = equals < 0 ? given : given.slice(0, equals)
  const file = equals < 0 ? undefined : given.slice(equals + 1)
  if (!isFormat(format))
    throw usageError(
      `there is no output format "${format}"`,
      `use one of ${FORMATS.join(', ')}, with =FILE to write it to a file`,
    )
  if (file === '') throw usageError(`--output ${given} names no file after the =`, `-o ${format}=FILE`)
  return { format, ...(file === undefined ? {} : { file }) }
}

export const outputsFlag = {
  output: Flags.string({
    char: 'o',
    description: `output format: ${FORMATS.join(', ')} (default: text); with =FILE into a file; may be given several times`,
    helpValue: 'FORMAT[=FILE]',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
}

/** One file has several names. */
const identity = (file: string): string => {
  const path = resolve(file)
  if (existsSync(path)) return realpathSync(path)
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path
}

/** Throws `usage`. */
export const readOutputs = (given: readonly string[]): readonly Output[] => {
  const outputs = given.length === 0 ? [{ format: 'text' as const }] : given.map(readOutput)
  const seen = new Set<string>()
  for (const { file, format } of outputs as readonly Output[]) {
    const to = file === undefined ? '' : identity(file)
    if (seen.has(to))
      throw file === undefined
        ? usageError(
            'two output formats for standard output',
            `write one of them to a file: -o ${format}=FILE`,
          )
        : usageError(`two outputs for the file ${file}`, 'give each a file of its own')
    seen.add(to)
  }
  return outputs
}
