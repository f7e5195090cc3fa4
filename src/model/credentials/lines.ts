/** Hides credentials in the lines of a manifest, also where it can not be read as a whole. */
import { mayNameCredential } from './names.ts'
import { maskNamed } from './text.ts'
import { maskSecrets } from './values.ts'

/** `name: ` in YAML as in JSON, and a scalar; an open quote ends with the line. */
const FIELD = /(?<![\w.-])["']?([\w.-]+)["']?\s*:\s+/g
const SCALAR = /"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s{["'&*|>#][^,}]*/y
/** `--name=value` among the words of a command. */
const ASSIGNMENT = /(?<![\w-])([\w-]+)=(?!=)/g
const WORD = /[^\s"';&]+/y

const NAME = /\bname["']?\s*:\s*["']?([\w.-]+)/g
const AUTH = /auth["']?\s*:/i
const REFERENCE = /\b\w*Ref\b/

/** Whether a `value` or `key` in these lines is a credential, by the `name` beside it or the `auth` around it. */
const holdOne = (lines: readonly string[]): boolean =>
  lines.some(
    (line) => AUTH.test(line) || [...line.matchAll(NAME)].some(([, name = '']) => mayNameCredential(name)),
  )

/**
 * A line of a file with its credentials masked: the strings that are known, and what the line itself, or one of
 * the lines `before` it, gives a credential's name.
 */
export const maskLine = (line: string, before: readonly string[], secrets: readonly string[]): string => {
  const belongs = !REFERENCE.test(line) && holdOne([...before, line])
  const isSecret = (name: string): boolean =>
    mayNameCredential(name) || (belongs && (name === 'value' || name === 'key'))
  return maskNamed(maskNamed(maskSecrets(line, secrets), FIELD, SCALAR, isSecret), ASSIGNMENT, WORD)
}
