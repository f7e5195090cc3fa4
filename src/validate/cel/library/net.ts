/** IP addresses and ranges of them. */
import { isIPv4, isIPv6 } from 'node:net'
import { CelError } from '../../runtime/errors.ts'
import { Extension, type Value } from '../values.ts'
import type { Library } from './library.ts'

class Ip extends Extension {
  readonly type = 'ip'
  readonly bits: 32 | 128
  readonly value: bigint
  constructor(bits: 32 | 128, value: bigint) {
    super()
    this.bits = bits
    this.size = bits / 8
    this.value = value
  }
  override readonly size: number
  equals(other: Ip): boolean {
    return this.bits === other.bits && this.value === other.value
  }
  /** Whether the leading bits are those. */
  begins(bits: number, prefix: bigint): boolean {
    return this.value >> BigInt(this.bits - bits) === prefix
  }
}

class Cidr extends Extension {
  readonly type = 'cidr'
  readonly ip: Ip
  readonly length: number
  constructor(ip: Ip, length: number) {
    super()
    this.ip = ip
    this.length = length
    this.size = Math.ceil(length / 8)
  }
  override readonly size: number
  equals(other: Cidr): boolean {
    return this.length === other.length && this.ip.equals(other.ip)
  }
  contains(ip: Ip): boolean {
    const shift = BigInt(this.ip.bits - this.length)
    return this.ip.bits === ip.bits && this.ip.value >> shift === ip.value >> shift
  }
}

const valueOf4 = (text: string): bigint =>
  text.split('.').reduce((all, part) => all * 256n + BigInt(part), 0n)

const valueOf6 = (text: string): bigint => {
  const plain = text.replace(/\d+\.\d+\.\d+\.\d+$/, (tail) => {
    const value = valueOf4(tail)
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const left = groups(head)
  const right = groups(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array<string>(zeros).fill('0'), ...right].reduce(
    (all, group) => all * 65536n + BigInt(`0x${group}`),
    0n,
  )
}

/** Undefined, or why it is none. */
const parseIp = (text: string): Ip | string => {
  if (isIPv4(text)) return new Ip(32, valueOf4(text))
  if (!isIPv6(text)) return `IP Address ${JSON.stringify(text)} parse error during conversion from string`
  if (text.includes('%')) return `IP address ${JSON.stringify(text)} with zone value is not allowed`
  const ip = new Ip(128, valueOf6(text))
  return ip.begins(96, 0xffffn) ? `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed` : ip
}

const parseCidr = (text: string): Cidr | string => {
  const slash = text.lastIndexOf('/')
  const length = text.slice(slash + 1)
  const ip = parseIp(text.slice(0, Math.max(slash, 0)))
  if (typeof ip !== 'string' && /^(0|[1-9]\d*)$/.test(length) && Number(length) <= ip.bits)
    return new Cidr(ip, Number(length))
  const why = typeof ip === 'string' && ip.startsWith('IPv4-mapped') ? ip : JSON.stringify(text)
  return `network address parse error during conversion from string: ${why}`
}

const must = <T>(parsed: T | string): T => {
  if (typeof parsed === 'string') throw new CelError(parsed)
  return parsed
}
const ip = (text: string): Ip => must(parseIp(text))
const cidr = (text: string): Cidr => must(parseCidr(text))

const ipText = ({ bits, value }: Ip): string => {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i)) & 0xffffn)
  let best = { from: -1, count: 1 }
  for (let from = 0; from < 8; from++) {
    let count = 0
    while (groups[from + count] === 0n) count++
    if (count > best.count) best = { from, count }
  }
  const text = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(':')
  return best.from < 0
    ? text(groups)
    : `${text(groups.slice(0, best.from))}::${text(groups.slice(best.from + best.count))}`
}

const isLoopback = (ip: Ip): boolean => (ip.bits === 32 ? ip.begins(8, 127n) : ip.value === 1n)
const isMulticast = (ip: Ip): boolean => (ip.bits === 32 ? ip.begins(4, 14n) : ip.begins(8, 0xffn))
const isLinkLocalUnicast = (ip: Ip): boolean =>
  ip.bits === 32 ? ip.begins(16, 0xa9fen) : ip.begins(10, 0x3fan)
const isLinkLocalMulticast = (ip: Ip): boolean =>
  ip.bits === 32 ? ip.begins(24, 0xe00000n) : ip.begins(8, 0xffn) && ((ip.value >> 112n) & 0xfn) === 2n
const isGlobalUnicast = (ip: Ip): boolean =>
  ip.value !== 0n &&
  !(ip.bits === 32 && ip.value === 0xffffffffn) &&
  !isLoopback(ip) &&
  !isMulticast(ip) &&
  !isLinkLocalUnicast(ip)

const masked = ({ ip, length }: Cidr): Value => {
  const shift = BigInt(ip.bits - length)
  return new Cidr(new Ip(ip.bits, (ip.value >> shift) << shift), length)
}

const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  outer.length <= inner.length && outer.contains(inner.ip)

export const IP: Library = {
  name: 'IP',
  since: 31,
  functions: {
    'ip(string): ip': ip,
    'isIP(string): bool': (text: string) => typeof parseIp(text) !== 'string',
    'ip/isCanonical(string): bool': (text: string) => ipText(ip(text)) === text,
    'ip.family(): int': ({ bits }: Ip) => (bits === 32 ? 4 : 6),
    'ip.isUnspecified(): bool': ({ value }: Ip) => value === 0n,
    'ip.isLoopback(): bool': isLoopback,
    'ip.isLinkLocalMulticast(): bool': isLinkLocalMulticast,
    'ip.isLinkLocalUnicast(): bool': isLinkLocalUnicast,
    'ip.isGlobalUnicast(): bool': isGlobalUnicast,
    'string(ip): string': ipText,
  },
}

export const CIDR: Library = {
  name: 'CIDR',
  since: 31,
  functions: {
    'cidr(string): cidr': cidr,
    'isCIDR(string): bool': (text: string) => typeof parseCidr(text) !== 'string',
    'cidr.containsIP(ip): bool': (range: Cidr, address: Ip) => range.contains(address),
    'cidr.containsIP(string): bool': (range: Cidr, address: string) => range.contains(ip(address)),
    'cidr.containsCIDR(cidr): bool': containsCidr,
    'cidr.containsCIDR(string): bool': (outer: Cidr, inner: string) => containsCidr(outer, cidr(inner)),
    'cidr.ip(): ip': ({ ip }: Cidr) => ip,
    'cidr.prefixLength(): int': ({ length }: Cidr) => length,
    'cidr.masked(): cidr': masked,
    'string(cidr): string': (range: Cidr) => `${ipText(range.ip)}/${range.length}`,
  },
}
