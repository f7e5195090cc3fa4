import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../model/clock.ts'

export const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
}
