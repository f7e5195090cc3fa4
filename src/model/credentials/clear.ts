/** Where in an object credentials stand in plain text: what must not get to a place that did not hold them before. */
import { type JsonPath } from '../document.ts'
import { isMap } from '../mapping.ts'
import { isSecretField } from './fields.ts'
import { isCredentialName } from './names.ts'
import { isCredential } from './plain.ts'
import { holdsCredential } from './shapes.ts'
import { credentialsAmong } from './words.ts'

export interface ClearCredential {
  readonly path: JsonPath
  readonly text: string
}

type Fields = Readonly<Record<string, unknown>>

/** The name under which a field is given: that of a pair `{name, value}`, or the field's own. */
const nameOf = (owner: Fields, field: string, place: string): string | undefined => {
  if (field === 'value' && typeof owner['name'] === 'string') return owner['name']
  if (field === 'key') return isSecretField(owner, field, place) ? 'api-key' : undefined
  return isCredentialName(field) ? field : undefined
}

export const clearCredentials = (object: unknown): ClearCredential[] => {
  const found: ClearCredential[] = []
  const visit = (value: unknown, path: JsonPath, name: string | undefined): void => {
    if (typeof value === 'string') {
      if (holdsCredential(value) || (name !== undefined && isCredential(name, value)))
        found.push({ path, text: value })
    } else if (Array.isArray(value)) {
      const words = value.map((item: unknown) => (typeof item === 'string' ? item : ''))
      const among = new Set(credentialsAmong(words).map(({ index }) => index))
      for (const [i, item] of value.entries())
        if (among.has(i)) found.push({ path: [...path, i], text: words[i] ?? '' })
        else visit(item, [...path, i], undefined)
    } else if (isMap(value)) {
      const place = String(path.at(-1) ?? '')
      for (const [field, inner] of Object.entries(value))
        visit(inner, [...path, field], nameOf(value, field, place))
    }
  }
  visit(object, [], undefined)
  return found
}
