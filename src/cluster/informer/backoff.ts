/** How long to wait before a watch is tried again. In milliseconds. */
const FIRST = 250
const LONGEST = 30_000

/**
 * After so many failures in a row: twice as long each time, and never the same for two clients, which would come
 * back together. `random` is from 0 to 1.
 */
export const backoff = (failures: number, random: number): number =>
  Math.min(LONGEST, FIRST * 2 ** (failures - 1)) * (0.5 + random / 2)
