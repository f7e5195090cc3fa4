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

/** `--name` as a word of its own, and the word after it; an opening quote is kept. */
const FLAG = /(?<![\w-])(--?[A-Za-z][\w-]*)["']?(?:\s*,\s*|\s+)/g
const ARGUMENT = /(["']?)(?!-)(?:(?<=")(?:\\.|[^"\\])+|(?<=')[^']+|[^\s,\]}"']+)/y
/** What stands beside any object's name, and is no secret. */
const BESIDE_NAME = ['name', 'namespace', 'kind', 'group', 'apiVersion']
/** The first line of a list's item. */
const ITEM = /^(\s*-\s+)\S/

const NAME = /\bname["']?\s*:\s*["']?([\w.-]+)/g
const AUTH = /auth["']?\s*:/i
const REFERENCE = /\b\w*Ref\b/

/** Whether a `value` or `key` in these lines is a credential, by the `name` beside it or the `auth` around it. */
const holdOne = (lines: readonly string[]): boolean =>
  lines.some(
    (line) => AUTH.test(line) || [...line.matchAll(NAME)].some(([, name = '']) => mayNameCredential(name)),
  )

/** The line above, where it begins the item of a list and this line goes on with it. */
const sameItem = (line: string, above: string): string[] => {
  const item = ITEM.exec(above)?.[1] ?? ''
  return item !== '' && line.search(/\S/) === item.length ? [above] : []
}

/**
 * A line of a file with its credentials masked: the strings that are known, and what the line itself, or one of
 * the lines `before` it, gives a credential's name.
 */
export const maskLine = (line: string, before: readonly string[], secrets: readonly string[]): string => {
  const belongs = !REFERENCE.test(line) && holdOne([...before, line])
  // `valu: …`, too, where only the name beside it tells: a misspelt field is what lines are shown for.
  const beside = belongs && holdOne([line, ...sameItem(line, before.at(-1) ?? '')])
  const isSecret = (name: string): boolean =>
    mayNameCredential(name) ||
    (belongs && (name === 'value' || name === 'key')) ||
    (beside && !BESIDE_NAME.includes(name))
  const fields = maskNamed(maskSecrets(line, secrets), FIELD, SCALAR, isSecret)
  return maskNamed(maskNamed(fields, ASSIGNMENT, WORD), FLAG, ARGUMENT)
}
