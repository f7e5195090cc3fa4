/**
 * Refuses to write a credential into a file, by the name that it is given under or by its shape.
 * What it can not know is a credential without either; so nothing here says that a text holds none.
 */
import { UserError } from '../errors.ts'
import { credentialsAmong } from '../model/credentials/words.ts'

/** Which of the words of a command holds a credential, said without it; undefined for none. */
export const credentialAmong = (words: readonly string[]): string | undefined =>
  credentialsAmong(words)[0]?.what

export const plainCredential = (what: string, hint: string): UserError =>
  new UserError('plain-credential', `${what} is a credential, and would stand in a file for all to read`, {
    exit: 2,
    hint,
  })
