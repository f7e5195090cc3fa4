/** The nearest of the names that exist, for a name that does not. */

/** Edits (insert, delete, replace, swap of neighbours) from one word to the other; upper and lower case count a quarter. */
const distance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const x = a[i - 1] ?? ''
      const y = b[j - 1] ?? ''
      const replace = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.25 : 1
      const up = rows[i - 1] ?? []
      let best = Math.min((up[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (up[j - 1] ?? 0) + replace)
      if (i > 1 && j > 1 && x === b[j - 2] && y === a[i - 2])
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(best)
    }
  }
  return rows[a.length]?.[b.length] ?? 0
}

/** Whether the shorter word is the longer one with letters left out, as `cmd` is `command`. */
const abbreviates = (shorter: string, longer: string): boolean => {
  if (shorter.length < 3 || !longer.startsWith(shorter.charAt(0))) return false
  let at = 0
  for (const letter of longer) if (letter === shorter[at]) at++
  return at === shorter.length
}

const unlikeness = (a: string, b: string): number => {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  const missing = longer.length - shorter.length
  return abbreviates(shorter.toLowerCase(), longer.toLowerCase()) ? missing / 2 : distance(a, b)
}

export const nearest = (word: string, words: readonly string[]): string | undefined => {
  // What is longer than any name is no misspelling, and would be slow to compare.
  if (word.length > 100) return undefined
  const limit = Math.max(1, Math.floor(word.length / 3))
  let found: string | undefined
  let least = limit + 0.1
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) > 2 * limit) continue
    const d = unlikeness(word, candidate)
    if (d < least) [found, least] = [candidate, d]
  }
  return found
}
