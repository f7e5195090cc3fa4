/**
 * The strings of an object that are credentials, so that no message about it shows them: a message may quote a
 * value without saying whose it is.
 */
import { isSecretField, isSecretItem } from './fields.ts'
import { hideCredentials, MASK } from './shapes.ts'

/** Shorter strings stand everywhere; masking them would only hide what is wrong. */
const SHORTEST = 3

/** The strings to mask, longest first; texts of several lines line by line. */
export const secretValues = (object: unknown): string[] => {
  const found = new Set<string>()
  const visit = (value: unknown, place: string | number, secret: boolean): void => {
    if (Array.isArray(value))
      value.forEach((item, i) => {
        visit(item, place, secret || isSecretItem(value, i))
      })
    else if (typeof value === 'object' && value !== null)
      for (const [field, inner] of Object.entries(value))
        visit(inner, field, secret || isSecretField(value as Record<string, unknown>, field, place))
    else if (secret && (typeof value === 'string' || typeof value === 'number'))
      for (const line of String(value).split('\n')) found.add(line.trim())
  }
  visit(object, '', false)
  return [...found].filter((text) => text.length >= SHORTEST).sort((a, b) => b.length - a.length)
}

/** The text with every one of the strings, and everything of the shape of a credential, masked. */
export const maskSecrets = (text: string, secrets: readonly string[]): string =>
  hideCredentials(secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text))
