/** The forms of names that Kubernetes requires. Each check gives what is wrong, as the end of a sentence, or undefined. */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const KIND = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/

/** Of use for the message only: what has the right form is ASCII. */
const bytes = (text: string): number => Buffer.byteLength(text)
const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}…` : text)

/** At most 63 characters: the name of a namespace. */
export const dnsLabelFault = (name: string): string | undefined => {
  if (name.length <= 63 && LABEL.test(name)) return undefined
  if (bytes(name) > 63) return `must have at most 63 characters, but has ${bytes(name)}`
  return `must consist of lower case letters, digits and "-", and start and end with a letter or digit, but is "${shown(name)}"`
}

/** At most 253 characters: the name of an object. */
export const dnsSubdomainFault = (name: string): string | undefined => {
  if (name.length <= 253 && SUBDOMAIN.test(name)) return undefined
  if (bytes(name) > 253) return `must have at most 253 characters, but has ${bytes(name)}`
  return `must consist of lower case letters, digits, "-" and ".", and start and end with a letter or digit, but is "${shown(name)}"`
}

/** At most 63 characters, and a letter first: a kind, written in lower case. */
export const kindFault = (kind: string): string | undefined => {
  if (bytes(kind) > 63) return `must have at most 63 characters, but has ${bytes(kind)}`
  if (!KIND.test(kind.toLowerCase()))
    return `must consist of letters, digits and "-", begin with a letter, and end with a letter or digit, but is "${shown(kind)}"`
  return undefined
}

/** The name of an object of any kind: what can stand in a path. */
export const pathSegmentFault = (name: string): string | undefined => {
  if (name === '.' || name === '..') return `must not be "${name}"`
  return /[/%]/.test(name) ? `must not contain "/" or "%", but is "${shown(name)}"` : undefined
}

/** `name` or `prefix/name`: the key of a label, a finalizer. */
export const qualifiedNameFault = (key: string): string | undefined => {
  const slash = key.indexOf('/')
  const name = key.slice(slash + 1)
  if (name.includes('/')) return `must be NAME or PREFIX/NAME, but is "${shown(key)}"`
  if (slash === 0) return `must have a prefix before "/", but is "${shown(key)}"`
  if (slash > 0) {
    const fault = dnsSubdomainFault(key.slice(0, slash))
    if (fault !== undefined) return `has a prefix that ${fault}`
  }
  if (name.length <= 63 && QUALIFIED.test(name)) return undefined
  if (name === '') return 'must not be empty'
  if (bytes(name) > 63) return `must have a name of at most 63 characters, but it has ${bytes(name)}`
  return `must consist of letters, digits, "-", "_" and ".", and start and end with a letter or digit, but is "${shown(key)}"`
}

export const labelValueFault = (value: string): string | undefined => {
  if (value === '' || (value.length <= 63 && QUALIFIED.test(value))) return undefined
  if (bytes(value) > 63) return `must have at most 63 characters, but has ${bytes(value)}`
  return `must consist of letters, digits, "-", "_" and ".", and start and end with a letter or digit, but is "${shown(value)}"`
}
