/** Semantic versions. */
import { CelError } from '../../runtime/errors.ts'
import { integer } from '../../runtime/integers.ts'
import { compareText } from '../../runtime/operators.ts'
import { Extension } from '../values.ts'
import type { Library } from './library.ts'

const NUMBER = '(0|[1-9]\\d*)'
const FORM = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$`,
)
const MOST = 2n ** 64n

class Semver extends Extension {
  readonly type = 'semver'
  /** Major, minor, patch. */
  readonly numbers: readonly bigint[]
  readonly prerelease: readonly string[]
  constructor(numbers: readonly bigint[], prerelease: readonly string[]) {
    super()
    this.numbers = numbers
    this.prerelease = prerelease
  }
  equals(other: Semver): boolean {
    return compare(this, other) === 0
  }
}

const isNumber = (text: string): boolean => /^\d+$/.test(text)

const comparePart = (a: string, b: string): number => {
  if (isNumber(a) && isNumber(b)) return Math.sign(Number(BigInt(a) - BigInt(b)))
  if (isNumber(a) || isNumber(b)) return isNumber(a) ? -1 : 1
  return Math.sign(compareText(a, b))
}

/** What is built counts for nothing. */
const compare = (a: Semver, b: Semver): number => {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0n
    if (number !== other) return number < other ? -1 : 1
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Math.sign(b.prerelease.length - a.prerelease.length)
  for (const [i, part] of a.prerelease.entries()) {
    const other = b.prerelease[i]
    if (other === undefined) return 1
    const order = comparePart(part, other)
    if (order !== 0) return order
  }
  return a.prerelease.length < b.prerelease.length ? -1 : 0
}

const parse = (text: string): Semver | undefined => {
  const [, major = '', minor = '', patch = '', prerelease] = FORM.exec(text) ?? []
  if (major === '') return undefined
  const numbers = [major, minor, patch].map(BigInt)
  const parts = prerelease?.split('.') ?? []
  const counted = [...numbers, ...parts.filter(isNumber).map(BigInt)]
  if (parts.some((part) => /^0\d+$/.test(part)) || counted.some((number) => number >= MOST)) return undefined
  return new Semver(numbers, parts)
}

/** Without a leading v and leading zeros, and with the parts that are missing. */
const normalize = (text: string): string | undefined => {
  const bare = text.replace(/^v/, '')
  const first = bare.indexOf('.')
  const second = first < 0 ? -1 : bare.indexOf('.', first + 1)
  const parts =
    first < 0
      ? [bare]
      : second < 0
        ? [bare.slice(0, first), bare.slice(first + 1)]
        : [bare.slice(0, first), bare.slice(first + 1, second), bare.slice(second + 1)]
  const trimmed = parts.map((part) => {
    if (part.length <= 1) return part
    const rest = part.replace(/^0+/, '')
    return /^\d/.test(rest) ? rest : `0${rest}`
  })
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? '')) return undefined
  while (trimmed.length < 3) trimmed.push('0')
  return trimmed.join('.')
}

const read = (text: string, tolerant: boolean): Semver | undefined => {
  const normal = tolerant ? normalize(text) : text
  return normal === undefined ? undefined : parse(normal)
}

const isSemver = (text: string, tolerant = false): boolean => read(text, tolerant) !== undefined
const semver = (text: string, tolerant = false): Semver => {
  const version = read(text, tolerant)
  if (version === undefined) throw new CelError(`${JSON.stringify(text)} is not a semantic version`)
  return version
}

const part =
  (index: number) =>
  ({ numbers }: Semver): number | bigint =>
    integer(BigInt.asIntN(64, numbers[index] ?? 0n))

export const SEMVER: Library = {
  name: 'semver',
  since: 34,
  functions: {
    'semver(string): semver': semver,
    'semver(string,bool): semver': semver,
    'isSemver(string): bool': isSemver,
    'isSemver(string,bool): bool': isSemver,
    'semver.isGreaterThan(semver): bool': (a: Semver, b: Semver) => compare(a, b) > 0,
    'semver.isLessThan(semver): bool': (a: Semver, b: Semver) => compare(a, b) < 0,
    'semver.compareTo(semver): int': compare,
    'semver.major(): int': part(0),
    'semver.minor(): int': part(1),
    'semver.patch(): int': part(2),
  },
}
