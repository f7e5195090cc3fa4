/** How long ago something was, in the words of kubectl: two units at most, and fewer the longer it is. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

/** Below `until`, so many of `unit` and, where there are any, so many of `rest`. */
const STEPS = [
  { until: 2 * MINUTE, unit: SECOND, sign: 's' },
  { until: 10 * MINUTE, unit: MINUTE, sign: 'm', rest: SECOND, restSign: 's' },
  { until: 3 * HOUR, unit: MINUTE, sign: 'm' },
  { until: 8 * HOUR, unit: HOUR, sign: 'h', rest: MINUTE, restSign: 'm' },
  { until: 2 * DAY, unit: HOUR, sign: 'h' },
  { until: 8 * DAY, unit: DAY, sign: 'd', rest: HOUR, restSign: 'h' },
  { until: 2 * YEAR, unit: DAY, sign: 'd' },
  { until: 8 * YEAR, unit: YEAR, sign: 'y', rest: DAY, restSign: 'd' },
  { until: Infinity, unit: YEAR, sign: 'y' },
]

/** `5m20s`; `<unknown>` where the time is none. A clock that runs behind the server's makes `0s`. */
export const ageOf = (created: string, now: Date): string => {
  const age = Math.max(0, now.getTime() - Date.parse(created))
  const step = STEPS.find(({ until }) => age < until)
  if (step === undefined) return '<unknown>'
  const { unit, sign, rest, restSign = '' } = step
  const more = rest === undefined ? 0 : Math.floor((age % unit) / rest)
  return `${Math.floor(age / unit)}${sign}${more === 0 ? '' : `${more}${restSign}`}`
}
