/**
 * Which strings of an object are secrets by the look of their names, so that no message and no quoted line shows
 * them. Guesses on the side of caution: a string masked without need costs less than one shown.
 */

const SECRET_NAME =
  /pass(word|wd|phrase)|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|^auth|authorization|bearer|cookie/i
/** `key` alone names a Secret's or ConfigMap's entry, except where it is the credential itself. */
const HOLDS_KEY = /^auth$/i
/** Names of things that refer to secrets; what they hold is names. */
const REFERENCE = /(ref|refs|name|names|provider|type)$/i
const WELL_KNOWN =
  /\b(sk-[A-Za-z0-9_-]{8,}|gh[pousr]_\w{16,}|xox[abprs]-[\w-]{8,}|AKIA[A-Z0-9]{12,}|eyJ[\w-]{8,}\.[\w-]+(\.[\w-]+)?)/g
const MASK = '***'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !REFERENCE.test(name)

/** The strings to mask, longest first. */
export const secretValues = (object: unknown): string[] => {
  const found = new Set<string>()
  const add = (value: unknown): void => {
    if (typeof value === 'number') found.add(String(value))
    if (typeof value === 'string') for (const line of value.split('\n')) found.add(line.trim())
    if (isRecord(value)) Object.values(value).forEach(add)
    if (Array.isArray(value)) value.forEach(add)
  }
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, name)
    if (!isRecord(value)) return
    for (const [key, child] of Object.entries(value)) {
      const scalar = typeof child === 'string' || typeof child === 'number'
      if (scalar && (isSecretName(key) || (key === 'key' && HOLDS_KEY.test(name)))) add(child)
      // {name: API_KEY, value: …}, as environment variables and headers are written.
      if (key === 'value' && typeof value['name'] === 'string' && isSecretName(value['name'])) add(child)
      visit(child, key)
    }
  }
  visit(object, '')
  if (isRecord(object) && object['kind'] === 'Secret') {
    add(object['data'])
    add(object['stringData'])
  }
  // Very short strings stand everywhere; masking them would only hide what is wrong.
  return [...found].filter((text) => text.length >= 3).sort((a, b) => b.length - a.length)
}

/** The text with every one of the strings, and everything of the form of a well-known credential, masked. */
export const maskSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text).replaceAll(WELL_KNOWN, MASK)

/** `name: value` where the name is a secret's, in YAML as in JSON; the value is one scalar. */
const SECRET_LINE =
  /((?:^|[\s{,"'-])["']?([\w.-]*(?:pass(?:word|wd|phrase)|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|authorization)[\w.-]*)["']?\s*:\s+)("(?:\\.|[^"\\])*"?|'[^']*'?|[^\s{["'&*|>#][^,}]*)/gi
const VALUE_LINE =
  /((?:^|[\s{,"'-])["']?(?:value|key)["']?\s*:\s+)("(?:\\.|[^"\\])*"?|'[^']*'?|[^\s{["'&*|>#][^,}]*)/gi

/**
 * A line of a file with its secrets masked. Beside the strings that are known, what the line itself, or one of
 * the lines `before` it, gives a secret's name is masked: the file may not be readable as a whole.
 */
export const maskLine = (line: string, before: readonly string[], secrets: readonly string[]): string => {
  let masked = maskSecrets(line, secrets)
  masked = masked.replaceAll(SECRET_LINE, (whole, start: string, name: string) =>
    REFERENCE.test(name) ? whole : `${start}${MASK}`,
  )
  const isAfterName = [...before, line].some(
    (other) => /\bauth\s*:/i.test(other) || (/\bname["']?\s*:/.test(other) && SECRET_NAME.test(other)),
  )
  return isAfterName && !/\b\w*Ref\b/.test(line)
    ? masked.replaceAll(VALUE_LINE, (_whole, start: string) => `${start}${MASK}`)
    : masked
}
