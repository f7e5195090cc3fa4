/** What an explicit tag (`!!str 1`, `!custom x`) makes of a scalar, as Kubernetes reads it. */
import { isInteger, type Scalar, resolvePlain } from './scalars.ts'

const STANDARD = 'tag:yaml.org,2002:'
const DATE =
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)?$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The full name of a tag as written; `handles` are those of the document's %TAG directives. */
export const tagName = (raw: string, handles: ReadonlyMap<string, string>): string => {
  if (raw.startsWith('!<')) return raw.slice(2, -1)
  const handle = /^!(?:[\w-]*!)?/.exec(raw)?.[0] ?? ''
  const prefix = handles.get(handle) ?? (handle === '!!' ? STANDARD : handle)
  return prefix + raw.slice(handle.length)
}

export const isMerge = (tag: string): boolean => tag === `${STANDARD}merge`

/** Undefined where the text is not what the tag says. Tags of other people mean a string. */
export const resolveTagged = (tag: string, text: string): Scalar | undefined => {
  if (!tag.startsWith(STANDARD)) return text
  const value = resolvePlain(text)
  switch (tag.slice(STANDARD.length)) {
    case 'int':
      return isInteger(text) ? value : undefined
    case 'float':
      return typeof value === 'number' ? value : undefined
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'null':
      return value === null ? null : undefined
    case 'timestamp':
      return DATE.test(text) ? text : undefined
    case 'binary': {
      const encoded = text.replace(/[\r\n]/g, '')
      return BASE64.test(encoded) ? Buffer.from(encoded, 'base64').toString('utf8') : undefined
    }
    default:
      return text
  }
}
