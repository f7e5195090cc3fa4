import { expect, it } from 'vitest'
import { ageOf } from '../../../src/report/get/age.ts'

const now = new Date('2026-06-01T00:00:00Z')
const ago = (seconds: number): string => ageOf(new Date(now.getTime() - seconds * 1000).toISOString(), now)

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// What kubectl 1.36 prints for these ages.
it.each([
  [-5, '0s'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [330, '5m30s'],
  [10 * MINUTE, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [8 * HOUR, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY + HOUR, '2d1h'],
  [8 * DAY, '8d'],
  [729 * DAY, '729d'],
  [800 * DAY, '2y70d'],
  [9 * 365 * DAY, '9y'],
])('%i seconds: %s', (seconds, text) => {
  expect(ago(seconds)).toBe(text)
})

it('knows no age of what is no time', () => {
  expect(ageOf('', now)).toBe('<unknown>')
})
