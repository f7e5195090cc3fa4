/** The parts of a timestamp in a time zone. */
import { CelError } from '../runtime/errors.ts'
import type { Timestamp } from '../runtime/time.ts'

/** Its UTC parts are those of the zone. */
export type Part = (local: Date) => number

const DAY = 86_400_000

/** The getters. Where two count the same thing, one begins at 0 and the other at 1. */
export const PARTS: Readonly<Record<string, Part>> = {
  getFullYear: (local) => local.getUTCFullYear(),
  getMonth: (local) => local.getUTCMonth(),
  getDayOfYear: (local) => {
    const first = new Date(local)
    first.setUTCMonth(0, 1)
    return Math.floor(local.getTime() / DAY) - Math.floor(first.getTime() / DAY)
  },
  getDate: (local) => local.getUTCDate(),
  getDayOfMonth: (local) => local.getUTCDate() - 1,
  getDayOfWeek: (local) => local.getUTCDay(),
  getHours: (local) => local.getUTCHours(),
  getMinutes: (local) => local.getUTCMinutes(),
  getSeconds: (local) => local.getUTCSeconds(),
  getMilliseconds: (local) => local.getUTCMilliseconds(),
}

const MILLISECOND = 1_000_000n

/** `zone`: `UTC`, `Europe/Berlin`, `+02:00`. */
export const inZone = (time: Timestamp, zone: string): Date => {
  const below = ((time.nanoseconds % MILLISECOND) + MILLISECOND) % MILLISECOND
  const milliseconds = Number((time.nanoseconds - below) / MILLISECOND)
  return new Date(milliseconds + offsetOf(zone, milliseconds) * 60_000)
}

/** In minutes. */
const offsetOf = (zone: string, at: number): number => {
  if (zone === '' || zone === 'UTC' || zone === 'Local') return 0
  const colon = zone.indexOf(':')
  if (colon < 0) return offsetOfName(zone, at)
  const [hours, minutes] = [zone.slice(0, colon), zone.slice(colon + 1)].map((text) => {
    if (!/^[+-]?\d+$/.test(text)) throw new CelError(`strconv.Atoi: parsing "${text}": invalid syntax`)
    return Number(text)
  }) as [number, number]
  return zone.startsWith('-') ? hours * 60 - minutes : hours * 60 + minutes
}

const offsetOfName = (zone: string, at: number): number => {
  let parts
  try {
    parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at)
  } catch {
    throw new CelError(`unknown time zone ${zone}`)
  }
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /([+-])(\d+):?(\d*):?(\d*)/.exec(name) ?? []
  const total = Number(hours) * 60 + Number(minutes || 0) + Number(seconds || 0) / 60
  return sign === '-' ? -total : total
}
