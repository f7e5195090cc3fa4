/** Network addresses as the formats of strings take them, which is more leniently than CEL's functions do. */
import { isIPv4, isIPv6 } from 'node:net'

/** Zeros in front of a number, which Kubernetes ignores in the formats ipv4 and cidr. */
const LEADING_ZEROS = /(?<![0-9a-f])0+(?=[0-9a-f])/gi

const isPlainIp6 = (text: string): boolean => text.includes(':') && !text.includes('%') && isIPv6(text)

/** The address with the fewest digits; undefined where it is none. */
const sloppy = (text: string): { readonly bits: 32 | 128 } | undefined => {
  const short = text.replace(LEADING_ZEROS, '')
  if (isIPv4(short)) return { bits: 32 }
  return isPlainIp6(short) ? { bits: 128 } : undefined
}

/** An address in the form of IPv6 counts, too, if a dotted one stands at its end. */
export const isFormattedIp4 = (text: string): boolean => text.includes('.') && sloppy(text) !== undefined

export const isFormattedIp6 = isPlainIp6

export const isCidr = (text: string): boolean => {
  const slash = text.indexOf('/')
  const address = slash < 0 ? undefined : sloppy(text.slice(0, slash))
  const length = text.slice(slash + 1)
  return address !== undefined && /^\d+$/.test(length) && Number(length) <= address.bits
}

/** Six, eight or twenty bytes: `01:23:…`, `01-23-…`, `0123.4567.…` or without any sign. */
const MAC =
  /^(?:[0-9a-f]{2}(?:(?::[0-9a-f]{2})+|(?:-[0-9a-f]{2})+)|[0-9a-f]{4}(?:\.[0-9a-f]{4})+|[0-9a-f]+)$/i

export const isMac = (text: string): boolean =>
  text.length < 60 && MAC.test(text) && [6, 8, 20].includes(text.replace(/[^0-9a-f]/gi, '').length / 2)
