/** Whether a value is a credential in plain text, by the name that it is given under or by its shape. */
import { isCredentialName } from './names.ts'
import { holdsCredential } from './shapes.ts'

/** Values that are no credential under whatever name: switches, and paths of files. */
const HARMLESS_VALUE =
  /^(|true|false|yes|no|on|off|none|null|(~|\.{1,2})?\/[^+=\s]*\.(pem|key|crt|cer|txt|json|ya?ml))$/i
/** A value that stands elsewhere: `$TOKEN`, `Bearer ${TOKEN}`, `$(TOKEN)`, `<token>`. */
const REFERENCE = /^(\w+ )?(\$[A-Za-z_]\w*|\$\{\w+\}|\$\(\w+\)|<[^<>]*>)$/

export const IS_URL = /^[a-z][a-z\d+.-]*:\/\//i

/** True where `value`, given under `name`, is a credential and not a switch or a reference to one. */
export const isCredential = (name: string, value: string): boolean =>
  holdsCredential(value) ||
  parameterOf(value) !== undefined ||
  (isCredentialName(name) && !HARMLESS_VALUE.test(value) && !REFERENCE.test(value))

/** The parameter of a URL that is a credential; undefined for none, and where the text is no URL. */
export const parameterOf = (text: string): string | undefined => {
  if (!IS_URL.test(text) || !URL.canParse(text)) return undefined
  const { searchParams, hash } = new URL(text)
  const parameters = [...searchParams, ...new URLSearchParams(hash.slice(1))]
  return parameters.find(([name, value]) => isCredential(name, value))?.[0]
}
