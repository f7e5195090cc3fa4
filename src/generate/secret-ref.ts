/** A Secret as options name it: `NAME`, or `NAME/KEY`. */
import { holdsCredential } from '../model/credentials/shapes.ts'
import { plainCredential } from './credentials.ts'
import { isSubdomain } from './names.ts'

/** Of the same namespace; `key` where one is named. */
export interface SecretRef {
  readonly name: string
  readonly key?: string
}

/**
 * Undefined for what can be no such reference; it must not be repeated, since it may be a credential that was meant for
 * the Secret. Throws `plain-credential` for what looks like one, but could be a name.
 */
export const readSecretRef = (option: string, text: string): SecretRef | undefined => {
  if (holdsCredential(text))
    throw plainCredential(
      `what ${option} was given`,
      'name the Secret that holds it, and leave it out of the command',
    )
  const [name = '', key, ...more] = text.split('/')
  if (more.length > 0 || !isSubdomain(name)) return undefined
  if (key === undefined) return { name }
  return /^[-._a-zA-Z0-9]{1,253}$/.test(key) ? { name, key } : undefined
}
