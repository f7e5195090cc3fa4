/**
 * Refuses to write a credential into a file, by the name that it is given under or by its shape.
 * What it can not know is a credential without either; so nothing here says that a text holds none.
 */
import { UserError } from '../errors.ts'
import { isCredential, IS_URL, parameterOf } from '../model/credentials/plain.ts'
import { holdsCredential } from '../model/credentials/shapes.ts'

/** Which of the words of a command holds a credential, said without it; undefined for none. */
export const credentialAmong = (words: readonly string[]): string | undefined => {
  for (const [i, word] of words.entries()) {
    const parameter = parameterOf(word)
    if (parameter !== undefined) return `the parameter "${parameter}" of the URL that is word ${i + 1}`
    if (holdsCredential(word) && IS_URL.test(word))
      return `a part of the URL that is word ${i + 1}, which looks like a token, key or password,`
    if (IS_URL.test(word)) continue
    // --name=value, NAME=value, Name: value; and --name value.
    const [, name, value = ''] = /^([\w.-]+)(?:=|: ?)(.*)$/s.exec(word) ?? []
    if (name !== undefined && isCredential(name, value)) return `the value of "${name}"`
    if (holdsCredential(word)) return `word ${i + 1}, which looks like a token, key or password`
    const next = words[i + 1]
    if (/^--?[A-Za-z][\w.-]*$/.test(word) && next !== undefined && !next.startsWith('-'))
      if (isCredential(word, next)) return `the value of "${word}"`
  }
  return undefined
}

export const plainCredential = (what: string, hint: string): UserError =>
  new UserError('plain-credential', `${what} is a credential, and would stand in a file for all to read`, {
    exit: 2,
    hint,
  })
