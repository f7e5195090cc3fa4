/** Lengths of time as kubectl takes them. */
import { usageError } from '../../errors.ts'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Seconds, or numbers with units such as 1m30s; in milliseconds. Throws `usage`; `zero` says what 0 means. */
export const durationOf = (flag: string, said: string, zero: string): number => {
  if (/^\d+$/.test(said)) return Number(said) * 1000
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(said))
    throw usageError(`--${flag} ${said} is no length of time`, `such as 10s, 1m30s or 500ms; 0 ${zero}`)
  const parts = [...said.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0)
}
