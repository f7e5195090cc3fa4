/** The functions of CEL itself. */
import { CelError, noOverload } from '../../runtime/errors.ts'
import { integer, truncate } from '../../runtime/integers.ts'
import { matchesText } from '../../runtime/re2.ts'
import { runes } from '../../runtime/strings.ts'
import {
  duration,
  type Duration,
  hours,
  inRange,
  milliseconds,
  minutes,
  seconds,
  timestamp,
  Timestamp,
} from '../../runtime/time.ts'
import {
  bytesToText,
  doubleToText,
  durationToText,
  parseBool,
  parseDouble,
  parseInt64,
  parseUint64,
  timestampToText,
} from '../conversions.ts'
import { inZone, PARTS } from '../zones.ts'
import { Double, type ListValue, type MapValue, TypeName, typeNameOf, Uint, type Value } from '../values.ts'
import type { Library } from './library.ts'

type Functions = Library['functions']

/** Methods that are functions, too. */
const size = (of: string, run: (value: never) => Value): Functions => ({
  [`${of}.size(): int`]: run,
  [`size(${of}): int`]: run,
})

const same = (value: Value): Value => value

const impossible = (from: string, to: string) => (): never => {
  throw new CelError(`type conversion error from '${from}' to '${to}'`)
}

const getters: Functions = Object.fromEntries(
  Object.entries(PARTS).flatMap(([name, part]): [string, (...args: never[]) => Value][] => [
    [`timestamp.${name}(): int`, (time: Timestamp) => part(inZone(time, 'UTC'))],
    [`timestamp.${name}(string): int`, (time: Timestamp, zone: string) => part(inZone(time, zone))],
  ]),
)

const SECOND = 1_000_000_000n
const unixSeconds = (time: Timestamp): number =>
  Number((time.nanoseconds - (((time.nanoseconds % SECOND) + SECOND) % SECOND)) / SECOND)

export const STANDARD: Library = {
  name: 'standard',
  since: 0,
  functions: {
    ...size('string', runes),
    ...size('bytes', (bytes: Uint8Array) => bytes.length),
    ...size('list<A>', (list: ListValue) => list.length),
    ...size('map<A,B>', (map: MapValue) => map.size),
    'string.contains(string): bool': (text: string, part: string) => text.includes(part),
    'string.startsWith(string): bool': (text: string, part: string) => text.startsWith(part),
    'string.endsWith(string): bool': (text: string, part: string) => text.endsWith(part),
    'string.matches(string): bool': matchesText,
    'matches(string,string): bool': matchesText,
    'duration.getHours(): int': hours,
    'duration.getMinutes(): int': minutes,
    'duration.getSeconds(): int': seconds,
    'duration.getMilliseconds(): int': milliseconds,
    ...getters,
    'type(A): type': (value: Value) => new TypeName(typeNameOf(value)),
    'dyn(A): dyn': same,
    'bool(bool): bool': same,
    'bool(string): bool': parseBool,
    'bytes(bytes): bytes': same,
    'bytes(string): bytes': (text: string) => new TextEncoder().encode(text),
    'double(double): double': same,
    'double(int): double': (value: number | bigint) => new Double(Number(value)),
    'double(uint): double': ({ value }: Uint) => new Double(Number(value)),
    'double(string): double': (text: string) => new Double(parseDouble(text)),
    'duration(duration): duration': same,
    'duration(int): duration': impossible('int', 'google.protobuf.Duration'),
    'duration(string): duration': duration,
    'int(int): int': same,
    'int(double): int': ({ value }: Double) => truncate(value),
    'int(duration): int': ({ nanoseconds }: Duration) => integer(nanoseconds),
    'int(string): int': parseInt64,
    'int(timestamp): int': unixSeconds,
    'int(uint): int': ({ value }: Uint) => {
      if (value >= 2n ** 63n) throw new CelError('integer overflow')
      return integer(value)
    },
    'string(string): string': same,
    'string(bool): string': String,
    'string(bytes): string': bytesToText,
    'string(double): string': ({ value }: Double) => doubleToText(value),
    'string(duration): string': durationToText,
    'string(int): string': String,
    'string(timestamp): string': timestampToText,
    'string(uint): string': ({ value }: Uint) => String(value),
    'timestamp(timestamp): timestamp': same,
    'timestamp(int): timestamp': (value: number | bigint) => inRange(new Timestamp(BigInt(value) * SECOND)),
    'timestamp(string): timestamp': timestamp,
    'uint(uint): uint': same,
    'uint(double): uint': ({ value }: Double) => {
      if (!(value >= 0 && value < 2 ** 64)) throw new CelError('unsigned integer overflow')
      return new Uint(BigInt(Math.trunc(value)))
    },
    'uint(int): uint': (value: number | bigint) => new Uint(BigInt(value)),
    'uint(string): uint': (text: string) => new Uint(parseUint64(text)),
    '@not_strictly_false(bool): bool': (value: Value) => (typeof value === 'boolean' ? value : noOverload()),
  },
}
