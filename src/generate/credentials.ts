/**
 * Recognises a credential before it gets into a file, by the name that it is given under or by its shape.
 * What it can not know is a credential without either; so nothing here says that a text holds none.
 */
import { UserError } from '../errors.ts'

/** Shapes that tokens and keys are issued in, and passwords in URLs. */
const SHAPES: readonly RegExp[] = [
  /\b(gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,})/,
  /\b(sk-[\w-]{16,}|hf_[A-Za-z0-9]{20,}|xox[a-z]-[\w-]{10,}|AIza[\w-]{30,}|ya29\.[\w-]{10,})/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(Bearer|Basic) +[A-Za-z0-9+/_.~-]{8,}/i,
  /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:(?![$<{])[^\s/?#@]+@/i,
  /\bhttps?:\/\/(?![$<{])[^\s/?#@:]+@/i,
]

const WHOLE = new Set(['auth', 'authorization', 'bearer', 'cookie', 'jwt', 'key', 'pat', 'pwd', 'passcode'])
const ENDINGS = /(token|secrets?|passwords?|passwd|passphrase|apikeys?|credentials?)$/
/** Words that make of the words before them something that is no credential itself. */
const HARMLESS_ENDING =
  /^(file|path|dir|name|type|kind|mode|url|uri|endpoint|ttl|expiry|timeout|size|length|limit|count|header|prefix)$/
/** Values that are no credential under whatever name: switches, and paths of files. */
const HARMLESS_VALUE =
  /^(|true|false|yes|no|on|off|none|null|(~|\.{1,2})?\/[^+=\s]*\.(pem|key|crt|cer|txt|json|ya?ml))$/i
/** A value that stands elsewhere: `$TOKEN`, `Bearer ${TOKEN}`, `$(TOKEN)`, `<token>`. */
const REFERENCE = /^(\w+ )?(\$[A-Za-z_]\w*|\$\{\w+\}|\$\(\w+\)|<[^<>]*>)$/

/** `githubToken`, `GITHUB_TOKEN` and `--github-token` alike. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

/** True for a name that credentials go by: `GITHUB_TOKEN`, `password`, `--api-key`; false for `MAX_TOKENS`, `TOKEN_FILE`, `PWD`. */
export const isCredentialName = (name: string): boolean => {
  const words = wordsOf(name)
  if (HARMLESS_ENDING.test(words.at(-1) ?? '') || words.includes('public') || words.join() === 'pwd')
    return false
  return words.some((word) => WHOLE.has(word) || ENDINGS.test(word))
}

/** True for a text that holds what credentials look like, whatever its name. */
export const looksLikeCredential = (text: string): boolean => SHAPES.some((shape) => shape.test(text))

/** True where `value`, given under `name`, is a credential and not a switch or a reference to one. */
export const isCredential = (name: string, value: string): boolean =>
  looksLikeCredential(value) ||
  (isCredentialName(name) && !HARMLESS_VALUE.test(value) && !REFERENCE.test(value))

/** Which of the words of a command holds a credential, said without it; undefined for none. */
export const credentialAmong = (words: readonly string[]): string | undefined => {
  for (const [i, word] of words.entries()) {
    // --name=value, NAME=value, Name: value; and --name value.
    const [, name, value = ''] = /^([\w.-]+)(?:=|: ?)(.*)$/s.exec(word) ?? []
    if (name !== undefined && isCredential(name, value)) return `the value of "${name}"`
    if (looksLikeCredential(word)) return `word ${i + 1}, which looks like a token, key or password`
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
