/** What of an object is probably a credential: by the name of its field, its place, or its form. */

const NAME =
  /pass(word|wd|phrase|code)|secret|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|authorization|credential|cookie|bearer|(^|[-_]|[a-z](?=T))(token|pwd|auth|jwt)$/i
/** Names of things that only speak of a credential: `secretName`, `token-file`, `apiKeyRef`. */
const REFERENCE = /(name|ref|refs|file|path|namespace|type|mode|url|enabled)$/i
/** Forms that issuers of tokens use. */
const TOKEN =
  /^(sk-|sk_live_|gh[opsu]_|github_pat_|glpat-|xox[abpr]-|AKIA|ASIA|AIza|npm_|hf_|ya29\.|eyJ[\w-]+\.)[\w.-]{8,}/
const FLAG = /^--?[\w-]+$/

/** True for a name that credentials usually go by: `GITHUB_TOKEN`, `password`, `x-api-key`. */
export const isCredentialName = (name: string): boolean => NAME.test(name) && !REFERENCE.test(name)

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

/** Whether what a field holds is secret as a whole; `owner` is the map that has it. */
export const isSecretField = (owner: Readonly<Record<string, unknown>>, field: string): boolean => {
  if (owner['kind'] === 'Secret' && (field === 'data' || field === 'stringData')) return true
  if (!isScalar(owner[field])) return false
  // A Secret's key is named beside its name; a key that stands alone is one.
  if (field === 'key') return owner['name'] === undefined
  // `{name: OPENAI_API_KEY, value: …}`, as environments and headers are written.
  if (field === 'value') return typeof owner['name'] === 'string' && isCredentialName(owner['name'])
  return isCredentialName(field)
}

/** Whether an item of a list is secret: what follows a flag such as `--api-key`. */
export const isSecretItem = (list: readonly unknown[], index: number): boolean => {
  const flag = list[index - 1]
  return typeof flag === 'string' && FLAG.test(flag) && isCredentialName(flag) && isScalar(list[index])
}

/** `name=` and `name: `, as arguments, headers and connection strings have them. */
const PAIR = /(?<![\w-])([\w-]+)(?:=|:\s*)/g
const VALUE = /^((?:Bearer|Basic)\s+)?[^\s;&]+/i

/** The text with what looks like a credential in it replaced by `mask`. */
export const maskText = (text: string, mask: string): string => {
  if (TOKEN.test(text)) return mask
  let result = ''
  let at = 0
  for (const { 0: pair, 1: name = '', index } of text.matchAll(PAIR)) {
    const start = index + pair.length
    const value = index < at || !isCredentialName(name) ? null : VALUE.exec(text.slice(start))
    if (value === null) continue
    result += text.slice(at, start) + (value[1] ?? '') + mask
    at = start + value[0].length
  }
  return (result + text.slice(at))
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:)[^\s/?#@]+@/gi, `$1${mask}@`)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${mask}`)
}
