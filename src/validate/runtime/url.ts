/** URLs as Go's net/url takes them from a request: absolute ones, and paths that begin with a slash. */
import { isIPv6 } from 'node:net'

export interface Url {
  /** In lower case; empty for a path. */
  readonly scheme: string
  /** With its port, without the user, unescaped. */
  readonly host: string
  /** As it is written. Empty where what follows the scheme does not begin with a slash. */
  readonly path: string
  /** What follows the first `?`. */
  readonly query: string
}

const ESCAPE = /%(?![0-9A-Fa-f]{2})/
const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/
/** ASCII that a host may hold as it is. */
const HOST = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]*$/u
const PORT = /^(?::\d*)?$/

/** In a host only bytes beyond ASCII are escaped, and the percent sign itself. */
const unescapeHost = (text: string): string | undefined => {
  if (!HOST.test(text) || ESCAPE.test(text)) return undefined
  if (/%(?!25)[0-7]/.test(text)) return undefined
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return text === bytes ? text : Buffer.from(bytes, 'latin1').toString('utf8')
}

/** In the zone of an IPv6 address any character may be escaped that may stand there as it is, and a space. */
const isZone = (text: string): boolean =>
  HOST.test(text) &&
  !ESCAPE.test(text) &&
  [...text.matchAll(/%(?!25)([0-9A-Fa-f]{2})/g)].every(([, hex = '']) => {
    const code = parseInt(hex, 16)
    return code === 0x20 || (code < 0x80 && HOST.test(String.fromCharCode(code)))
  })

const bracketed = (host: string): string | undefined => {
  const end = host.lastIndexOf(']')
  if (end < 0 || !PORT.test(host.slice(end + 1))) return undefined
  const inside = host.slice(1, end)
  const zone = inside.indexOf('%25')
  const address = unescapeHost(zone < 0 ? inside : inside.slice(0, zone))
  if (address === undefined || address.includes('%') || !isIPv6(address)) return undefined
  if (zone >= 0 && (!isZone(inside.slice(zone)) || zone + 3 === inside.length)) return undefined
  return host
}

const hostOf = (scheme: string, host: string): string | undefined => {
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) return undefined
  if (bracket === 0) return bracketed(host)
  const first = host.indexOf(':')
  // Elsewhere than in the web, lists of hosts with ports are in use.
  const colon = scheme === 'http' || scheme === 'https' ? first : host.lastIndexOf(':')
  if (first >= 0 && !PORT.test(host.slice(colon))) return undefined
  return unescapeHost(host)
}

/** Undefined where it is none. */
export const parseUrl = (text: string): Url | undefined => {
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined
  if (text === '*') return { scheme: '', host: '', path: '*', query: '' }
  if (text.startsWith(':')) return undefined
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? ''
  const rest = scheme === '' ? text : text.slice(scheme.length + 1)
  const mark = rest.indexOf('?')
  const query = mark < 0 ? '' : rest.slice(mark + 1)
  let path = mark < 0 ? rest : rest.slice(0, mark)
  if (!path.startsWith('/'))
    return scheme === '' ? undefined : { scheme: scheme.toLowerCase(), host: '', path: '', query }
  let host: string | undefined = ''
  if (scheme !== '' && path.startsWith('//')) {
    const slash = path.indexOf('/', 2)
    const authority = slash < 0 ? path.slice(2) : path.slice(2, slash)
    path = slash < 0 ? '' : path.slice(slash)
    const at = authority.lastIndexOf('@')
    const user = authority.slice(0, Math.max(at, 0))
    if (!USER.test(user) || ESCAPE.test(user)) return undefined
    host = hostOf(scheme.toLowerCase(), authority.slice(at + 1))
  }
  if (host === undefined || ESCAPE.test(path)) return undefined
  return { scheme: scheme.toLowerCase(), host, path, query }
}

export const isUri = (text: string): boolean => parseUrl(text) !== undefined
