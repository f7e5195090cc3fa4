/** Which words of a command are credentials in plain text, or hold one. */
import { isCredential, IS_URL, parameterOf } from './plain.ts'
import { holdsCredential } from './shapes.ts'

export interface CredentialWord {
  /** Of the word to replace. */
  readonly index: number
  /** What it is, said without it. */
  readonly what: string
}

/** `--name=value`, `NAME=value`, `Name: value`. */
const PAIR = /^([\w.-]+)(?:=|: ?)(.*)$/s
const FLAG = /^--?[A-Za-z][\w.-]*$/

const credentialAt = (words: readonly string[], index: number): string | undefined => {
  const word = words[index] ?? ''
  const parameter = parameterOf(word)
  if (parameter !== undefined) return `the parameter "${parameter}" of the URL that is word ${index + 1}`
  if (IS_URL.test(word))
    return holdsCredential(word)
      ? `a part of the URL that is word ${index + 1}, which looks like a token, key or password,`
      : undefined
  const [, name, value = ''] = PAIR.exec(word) ?? []
  if (name !== undefined && isCredential(name, value)) return `the value of "${name}"`
  if (holdsCredential(word)) return `word ${index + 1}, which looks like a token, key or password`
  const flag = words[index - 1] ?? ''
  return FLAG.test(flag) && !word.startsWith('-') && isCredential(flag, word)
    ? `the value of "${flag}"`
    : undefined
}

export const credentialsAmong = (words: readonly string[]): CredentialWord[] =>
  words.flatMap((_, index) => {
    const what = credentialAt(words, index)
    return what === undefined ? [] : [{ index, what }]
  })
