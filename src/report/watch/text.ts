/** One line an event, for people: when, what, which object, why. */
import { SYNC_EVENTS, type SyncEvent } from '../../model/sync-event.ts'
import { label } from '../label.ts'
import { printable } from '../printable.ts'
import { wordsOf } from './words.ts'

const WIDTH = Math.max(...SYNC_EVENTS.map((name) => name.length))

const clockTime = (time: Date): string =>
  [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')

export const eventLine = (event: SyncEvent, time: Date, show: (file: string) => string): string => {
  const object = 'ref' in event ? label(event.ref) : undefined
  const parts = [clockTime(time), event.event.padEnd(WIDTH), object, wordsOf(event, show)]
  return `${printable(parts.filter(Boolean).join('  ').trimEnd())}\n`
}
