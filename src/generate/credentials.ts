/**
 * Refuses to write a credential into a file, by the name that it is given under or by its shape.
 * What it can not know is a credential without either; so nothing here says that a text holds none.
 */
import { UserError } from '../errors.ts'
import { isCredentialName } from '../model/credentials/names.ts'
import { holdsCredential } from '../model/credentials/shapes.ts'

/** Values that are no credential under whatever name: switches, and paths of files. */
const HARMLESS_VALUE =
  /^(|true|false|yes|no|on|off|none|null|(~|\.{1,2})?\/[^+=\s]*\.(pem|key|crt|cer|txt|json|ya?ml))$/i
/** A value that stands elsewhere: `$TOKEN`, `Bearer ${TOKEN}`, `$(TOKEN)`, `<token>`. */
const REFERENCE = /^(\w+ )?(\$[A-Za-z_]\w*|\$\{\w+\}|\$\(\w+\)|<[^<>]*>)$/

const IS_URL = /^[a-z][a-z\d+.-]*:\/\//i

/** True where `value`, given under `name`, is a credential and not a switch or a reference to one. */
export const isCredential = (name: string, value: string): boolean =>
  holdsCredential(value) ||
  parameterOf(value) !== undefined ||
  (isCredentialName(name) && !HARMLESS_VALUE.test(value) && !REFERENCE.test(value))

/** The parameter of a URL that is a credential; undefined for none, and where the text is no URL. */
const parameterOf = (text: string): string | undefined => {
  if (!IS_URL.test(text) || !URL.canParse(text)) return undefined
  const { searchParams, hash } = new URL(text)
  const parameters = [...searchParams, ...new URLSearchParams(hash.slice(1))]
  return parameters.find(([name, value]) => isCredential(name, value))?.[0]
}

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
