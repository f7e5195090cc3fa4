/** The string formats that Kubernetes checks, as far as CRDs use them (compile/formats.ts says which is which). */
import { isIPv4, isIPv6 } from 'node:net'
import { parseDuration, parseTimestamp } from './time.ts'

export const isIp4 = (text: string): boolean => isIPv4(text)
export const isIp6 = (text: string): boolean => text.includes(':') && !text.includes('%') && isIPv6(text)
/** Of CEL: an address that is not an IPv4 address in the form of IPv6. */
export const isIp = (text: string): boolean => isIp4(text) || (isIp6(text) && !isMapped(text))

/** The URL parser writes every IPv6 address in one way. */
const isMapped = (text: string): boolean => new URL(`http://[${text}]`).hostname.startsWith('[::ffff:')

export const isCidr = (text: string): boolean => {
  const [address = '', length = '', ...rest] = text.split('/')
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return false
  return isIp4(address) ? Number(length) <= 32 : isIp6(address) && Number(length) <= 128
}
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)
export const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined
export const isDateTime = (text: string): boolean => parseTimestamp(text) !== undefined
export const isDuration = (text: string): boolean => parseDuration(text) !== undefined
export const isBase64 = (text: string): boolean =>
  /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
