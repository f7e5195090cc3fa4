/** The forms of names that Kubernetes requires, held where an option gives them. */
import { usageError } from '../errors.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** The nearest label to a text, for names made from folders and the like; undefined where nothing is left. */
export const labelFrom = (text: string): string | undefined => {
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '')
  return label === '' ? undefined : label
}

/** A DNS-1123 label: servers (a Service bears the name too) and namespaces. `what` begins the message. */
export const checkLabel = (what: string, name: string): void => {
  if (name.length <= 63 && LABEL.test(name)) return
  const hint = `for example: ${labelFrom(name) ?? 'team-a'}`
  if (name === '') throw usageError(`${what} is empty`, hint)
  if (name.length > 63)
    throw usageError(`${what} has ${name.length} characters, and at most 63 are allowed`, hint)
  throw usageError(
    `${what} "${name}" is not lower case letters, digits and "-", beginning and ending with a letter or digit`,
    hint,
  )
}

/** A DNS-1123 subdomain: the name of an object of most kinds. */
export const isSubdomain = (name: string): boolean => name.length <= 253 && SUBDOMAIN.test(name)
