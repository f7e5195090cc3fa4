/** Texts to numbers and back, as Go reads and writes them. */
import { CelError } from '../runtime/errors.ts'
import { integer } from '../runtime/integers.ts'
import type { Duration, Timestamp } from '../runtime/time.ts'

const impossible = (to: string): never => {
  throw new CelError(`type conversion error from 'string' to '${to}'`)
}

const BOOLS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false])),
}

export const parseBool = (text: string): boolean =>
  (Object.hasOwn(BOOLS, text) ? BOOLS[text] : undefined) ?? impossible('bool')

export const parseInt64 = (text: string): number | bigint => {
  if (!/^[+-]?\d+$/.test(text)) return impossible('int')
  const value = BigInt(text.replace('+', ''))
  return value === BigInt.asIntN(64, value) ? integer(value) : impossible('int')
}

export const parseUint64 = (text: string): bigint => {
  const value = /^\d+$/.test(text) ? BigInt(text) : -1n
  return value === BigInt.asUintN(64, value) ? value : impossible('uint')
}

const HEX = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)$/

export const parseDouble = (given: string): number => {
  // Go lets underscores part digits.
  const text = given.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '')
  const [, sign, special] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? []
  if (special !== undefined) {
    if (special.toLowerCase() !== 'nan') return sign === '-' ? -Infinity : Infinity
    return sign === '' ? NaN : impossible('double')
  }
  let value = NaN
  const [, hexSign, whole = '', fraction = '', power] = HEX.exec(text) ?? []
  if (power !== undefined && whole + fraction !== '')
    value =
      (hexSign === '-' ? -1 : 1) * parseInt(whole + fraction, 16) * 2 ** (Number(power) - 4 * fraction.length)
  else if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) value = Number(text)
  return Number.isFinite(value) ? value : impossible('double')
}

/** The shortest digits that mean the number, with the exponent written as Go does where it is far from 0. */
export const doubleToText = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [mantissa = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  const sign = Object.is(value, -0) ? '-' : ''
  if (exponent >= -4 && exponent < 6) return sign + plain(value)
  return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Without an exponent. */
export const plain = (value: number): string => {
  const [mantissa = '', power] = String(value).split('e')
  if (power === undefined) return mantissa
  const digits = Math.max(0, mantissa.replace(/^-?\d\.?/, '').length - Number(power))
  return Number(power) < 0 ? value.toFixed(Math.min(digits, 100)) : BigInt(value).toString()
}

export const durationToText = ({ nanoseconds }: Duration): string => {
  const second = 1_000_000_000n
  return `${plain(Number(nanoseconds / second) + Number(nanoseconds % second) / 1e9)}s`
}

export const timestampToText = ({ nanoseconds, offset }: Timestamp): string => {
  const local = nanoseconds + BigInt(offset) * 60_000_000_000n
  const below = ((local % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const iso = new Date(Number((local - below) / 1_000_000n)).toISOString().slice(0, 19)
  const fraction = below === 0n ? '' : `.${String(below).padStart(9, '0').replace(/0+$/, '')}`
  if (offset === 0) return `${iso}${fraction}Z`
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0')
  return `${iso}${fraction}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(Math.abs(offset) % 60)}`
}

export const bytesToText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string')
  }
}
