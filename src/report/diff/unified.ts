/** The difference of two texts by lines, as `diff -u` writes it. */

export interface Line {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

export interface Hunk {
  /** Counted from 1. */
  readonly from: number
  readonly to: number
  readonly lines: readonly Line[]
}

/**
 * The shortest way from one list of lines to the other (Myers' algorithm): each round reaches as far as one more
 * edit allows, on every diagonal, and the furthest points are kept to walk the way back.
 */
const edits = (a: readonly string[], b: readonly string[]): Line[] => {
  const rounds: Map<number, number>[] = []
  let reach = new Map([[1, 0]])
  const end = a.length - b.length
  for (let d = 0; ; d++) {
    rounds.push(reach)
    const next = new Map<number, number>()
    for (let k = -d; k <= d; k += 2) {
      let x = Math.max(reach.get(k + 1) ?? -1, (reach.get(k - 1) ?? -2) + 1)
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      next.set(k, x)
    }
    reach = next
    if ((reach.get(end) ?? -1) >= a.length) break
  }
  const lines: Line[] = []
  let [x, y] = [a.length, b.length]
  for (const before of rounds.reverse()) {
    const k = x - y
    const [removal, addition] = [(before.get(k - 1) ?? -2) + 1, before.get(k + 1) ?? -1]
    const start = Math.max(removal, addition)
    while (x > Math.max(start, 0) && y > Math.max(start - k, 0)) {
      lines.push({ sign: ' ', text: a[--x] ?? '' })
      y--
    }
    if (x === 0 && y === 0) break
    if (addition >= removal) lines.push({ sign: '+', text: b[--y] ?? '' })
    else lines.push({ sign: '-', text: a[--x] ?? '' })
  }
  return lines.reverse()
}

/** Only what changes, with so many lines around it. */
export const hunks = (a: readonly string[], b: readonly string[], context = 3): Hunk[] => {
  const lines = edits(a, b)
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context), i + context + 1).some(({ sign }) => sign !== ' '),
  )
  const result: Hunk[] = []
  let open: Line[] | undefined
  let [from, to] = [1, 1]
  lines.forEach((line, i) => {
    if (near[i]) {
      if (open === undefined) result.push({ from, to, lines: (open = []) })
      open.push(line)
    } else open = undefined
    if (line.sign !== '+') from++
    if (line.sign !== '-') to++
  })
  return result
}
