/** An IP address to CEL. */
import { isIPv4, isIPv6 } from 'node:net'

const isIp6 = (text: string): boolean => text.includes(':') && !text.includes('%') && isIPv6(text)

/** The URL parser writes every IPv6 address in one way. */
const isMapped = (text: string): boolean => new URL(`http://[${text}]`).hostname.startsWith('[::ffff:')

/** An IPv4 address in the form of IPv6 is none. */
export const isIp = (text: string): boolean => isIPv4(text) || (isIp6(text) && !isMapped(text))
