/** Hides credentials in text that is a value of its own: an argument, a header, a URL, a connection string. */
import { mayNameCredential } from './names.ts'
import { hideCredentials, MASK } from './shapes.ts'

/** `name=` and `name: `, as arguments, headers and connection strings have them. */
const PAIR = /(?<![\w-])([\w-]+)(?:=(?!=)|:\s*)/g
const VALUE = /((?:Bearer|Basic)\s+)?[^\s;&]+/iy

/**
 * Masks the values that credentials' names are given in a text. `names` is global, and ends where the value begins;
 * its first group is the name. `value` is sticky; its first group is kept.
 */
export const maskNamed = (
  text: string,
  names: RegExp,
  value: RegExp,
  isSecret: (name: string) => boolean = mayNameCredential,
): string => {
  let result = ''
  let at = 0
  for (const { 0: start, 1: name = '', index } of text.matchAll(names)) {
    if (index < at || !isSecret(name)) continue
    value.lastIndex = index + start.length
    const found = value.exec(text)
    if (found === null) continue
    result += text.slice(at, found.index) + (found[1] ?? '') + MASK
    at = value.lastIndex
  }
  return result + text.slice(at)
}

/** The text with what looks like a credential in it masked, by its name or by its shape. */
export const maskText = (text: string): string => hideCredentials(maskNamed(text, PAIR, VALUE))
