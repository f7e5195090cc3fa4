/** URLs as Go reads them, which is not how browsers do. */
import { append } from '../../../model/multimap.ts'
import { CelError } from '../../runtime/errors.ts'
import { isUri, parseUrl } from '../../runtime/url.ts'
import { CelMap, Extension, type Value } from '../values.ts'
import type { Library } from './library.ts'

class Url extends Extension {
  readonly type = 'url'
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
  /** What equal URLs have in common. */
  readonly #normal: string

  constructor(text: string) {
    super()
    if (!isUri(text))
      throw new CelError(`URL parse error during conversion from string: ${JSON.stringify(text)}`)
    const [whole = ''] = text.split('#', 1)
    // A URL may leave its scheme to the context; a request may not.
    const isRelative = /^\/\/(?!\/)/.test(whole)
    const parsed = parseUrl(isRelative ? `x:${whole}` : whole)
    if (parsed === undefined)
      throw new CelError(`URL parse error during conversion from string: ${JSON.stringify(text)}`)
    this.scheme = isRelative ? '' : parsed.scheme
    this.host = parsed.host
    this.path = parsed.path === '*' ? '*' : escapePath(parsed.path)
    this.query = parsed.query
    this.#normal = text.replace(/^[^:/?#]*/, (scheme) => scheme.toLowerCase())
  }

  equals(other: Url): boolean {
    return this.#normal === other.#normal
  }
}

/** As it is written, or escaped anew where something in it should have been. */
const escapePath = (raw: string): string =>
  /^[A-Za-z0-9$&+,/:;=@\-_.~!'()*[\]%]*$/.test(raw)
    ? raw
    : unescape(raw).replace(/[^A-Za-z0-9$&+,/:;=@\-_.~]/gu, (sign) =>
        Array.from(Buffer.from(sign), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
          '',
        ),
      )

const unescape = (text: string): string =>
  Buffer.from(
    text.replace(/[^%]+|%../g, (part) =>
      part.startsWith('%') ? part.slice(1) : Buffer.from(part).toString('hex'),
    ),
    'hex',
  ).toString()

const splitHost = (host: string): [name: string, port: string] => {
  const [, name = host, port = ''] = /^(.*):(\d*)$/s.exec(host) ?? []
  return [name.replace(/^\[(.*)\]$/s, '$1'), port]
}

const unescapeQuery = (text: string): string | undefined =>
  /%(?![0-9A-Fa-f]{2})/.test(text) ? undefined : unescape(text.replaceAll('+', ' '))

const queryOf = ({ query }: Url): Value => {
  const values = new Map<string, string[]>()
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue
    const equal = pair.indexOf('=')
    const name = unescapeQuery(equal < 0 ? pair : pair.slice(0, equal))
    const value = unescapeQuery(equal < 0 ? '' : pair.slice(equal + 1))
    if (name === undefined || value === undefined) continue
    append(values, name, value)
  }
  const map = new CelMap()
  for (const [name, all] of values) map.set(name, all)
  return map
}

export const URLS: Library = {
  name: 'URL',
  since: 0,
  functions: {
    'url(string): url': (text: string) => new Url(text),
    'isURL(string): bool': isUri,
    'url.getScheme(): string': ({ scheme }: Url) => scheme,
    'url.getHost(): string': ({ host }: Url) => host,
    'url.getHostname(): string': ({ host }: Url) => splitHost(host)[0],
    'url.getPort(): string': ({ host }: Url) => splitHost(host)[1],
    'url.getEscapedPath(): string': ({ path }: Url) => path,
    'url.getQuery(): map<string,list<string>>': queryOf,
  },
}
