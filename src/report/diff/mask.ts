/** Copies of what is printed with every credential replaced. */
import { isSecretField, isSecretItem } from '../../model/credentials/fields.ts'
import { MASK } from '../../model/credentials/shapes.ts'
import { maskText } from '../../model/credentials/text.ts'
import { isMap } from '../../model/mapping.ts'
import type { Change } from '../../model/sync.ts'

/** Gives what to print for a text that holds a credential; `whole` where it is nothing but that. */
type Hide = (text: string, whole: boolean) => string

const plain: Hide = (text, whole) => (whole ? MASK : maskText(text))

/** `secret`: all values below are; the names of fields always show. */
export const masked = (value: unknown, secret = false, hide: Hide = plain): unknown => {
  if (Array.isArray(value))
    return value.map((item: unknown, i) => masked(item, secret || isSecretItem(value, i), hide))
  if (isMap(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        masked(inner, secret || isSecretField(value, key), hide),
      ]),
    )
  if (typeof value === 'string') return hide(value, secret)
  return secret && value !== null ? hide(JSON.stringify(value), true) : value
}

/** A change as programs get it. */
export const maskedChange = ({
  op,
  path,
  from,
  to,
  secret,
  by,
}: Change): Omit<Change, 'secret' | 'field'> => ({
  op,
  path,
  ...(by === undefined ? {} : { by }),
  ...(from === undefined ? {} : { from: masked(from, secret) }),
  ...(to === undefined ? {} : { to: masked(to, secret) }),
})

const textsOf = (value: unknown): Set<string> => {
  const texts = new Set<string>()
  masked(value, false, (text) => {
    texts.add(text)
    return text
  })
  return texts
}

/** Both forms of an object, so that a credential that changed shows as changed, and no more of it. */
export const maskedPair = (live: unknown, merged: unknown): [unknown, unknown] => {
  if (live === undefined || merged === undefined) return [masked(live), masked(merged)]
  const hideUnless = (other: ReadonlySet<string>, side: string): Hide => {
    return (text, whole) => {
      const hidden = plain(text, whole)
      return hidden === text || other.has(text) ? hidden : `${hidden} (${side})`
    }
  }
  return [
    masked(live, false, hideUnless(textsOf(merged), 'live')),
    masked(merged, false, hideUnless(textsOf(live), 'folder')),
  ]
}
