/** What a terminal shows after each drawing: the sequences are carried out by a terminal of a few lines of code. */
import { describe, expect, it } from 'vitest'
import { LiveLines } from '../../../src/report/apply/wait/live.ts'
import { waitTable } from '../../../src/report/apply/wait/table.ts'
import type { Waited } from '../../../src/model/readiness.ts'

/** Carries out what is written, as VT100 and its kin do: wraps long lines, scrolls at the bottom. */
class Terminal {
  readonly writes: string[] = []
  columns: number
  readonly rows: number
  #lines: string[][] = [[]]
  #row = 0
  #column = 0

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  write(text: string): void {
    this.writes.push(text)
    for (const [token, count, command] of text.matchAll(/\u001b\[(\d*)([A-Z])|[^]/g)) {
      if (command === 'A') this.#row = Math.max(this.#top, this.#row - Number(count))
      else if (command === 'K') this.#line.splice(this.#column)
      else if (command === 'J') {
        this.#line.splice(this.#column)
        this.#lines.splice(this.#row + 1)
      } else if (command !== undefined) throw new Error(`unknown sequence ${JSON.stringify(token)}`)
      else if (token === '\r') this.#column = 0
      else if (token === '\n') this.#down()
      else {
        if (this.#column === this.columns) this.#down()
        this.#line[this.#column++] = token
      }
    }
  }

  get #line(): string[] {
    return (this.#lines[this.#row] ??= [])
  }
  /** What has scrolled out at the top can't be reached any more. */
  get #top(): number {
    return Math.max(0, this.#lines.length - this.rows)
  }
  #down(): void {
    this.#row++
    this.#column = 0
    this.#lines[this.#row] ??= []
  }

  /** All lines, those that have scrolled out among them. */
  get text(): string {
    return this.#lines.map((line) => line.join('')).join('\n')
  }
}

const waited = (name: string, more: Partial<Waited> = {}): Waited => ({
  ref: { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend', namespace: 'n', name },
  readiness: { is: 'pending', reason: 'Pending' },
  ...more,
})
const READY = { readiness: { is: 'ready', reason: 'Accepted' }, end: 'ready' } as const

describe('live lines', () => {
  it('are drawn over their former selves, and what is written later comes below', () => {
    const terminal = new Terminal(40, 10)
    terminal.write('before\n')
    const live = new LiveLines(terminal)
    live.draw(['one', 'a long line', 'three'])
    live.draw(['one', 'short'])
    live.draw(['ONE', 'short', 'more'])
    expect(terminal.text).toBe('before\nONE\nshort\nmore\n')
    live.end()
    terminal.write('after\n')
    live.draw(['x'])
    expect(terminal.text).toBe('before\nONE\nshort\nmore\nafter\nx\n')
  })

  it('are written at one go, without a blank moment, and not at all where nothing has changed', () => {
    const terminal = new Terminal(40, 10)
    const live = new LiveLines(terminal)
    live.draw(['a', 'b'])
    live.draw(['a', 'b'])
    live.draw(['a', 'c'])
    expect(terminal.writes).toHaveLength(2)
    expect(terminal.writes[1]).not.toMatch(/\u001b\[[12]?J.*c/s)
  })

  it('are found again where the terminal has become narrower and wraps them', () => {
    const wide = new Terminal(40, 20)
    const live = new LiveLines(wide)
    live.draw(['x'.repeat(30), 'y'])
    // As a terminal that wraps anew shows them.
    const narrow = new Terminal(20, 20)
    narrow.write(`${'x'.repeat(30)}\ny\n`)
    wide.columns = 20
    wide.writes.length = 0
    live.draw(['z'])
    narrow.write(wide.writes.join(''))
    expect(narrow.text).toBe('z\n')
  })
})

describe('the table', () => {
  it('fits the terminal, whatever the number of objects and the length of a message', () => {
    const all = Array.from({ length: 500 }, (_, i) =>
      waited(`backend-${i}`, {
        readiness: { is: 'pending', reason: 'Pending', message: '漢字 and more '.repeat(20) },
      }),
    )
    for (const size of [
      { columns: 80, rows: 24 },
      { columns: 30, rows: 8 },
      { columns: 12, rows: 4 },
    ]) {
      const terminal = new Terminal(size.columns, size.rows)
      const live = new LiveLines(terminal)
      for (const elapsed of [0, 1000, 61_000]) live.draw(waitTable(all, elapsed, size))
      const lines = terminal.text.split('\n')
      // Nothing scrolled out: each drawing stands where the one before stood.
      expect(lines.length).toBeLessThanOrEqual(size.rows)
      expect(lines.filter((line) => line.startsWith('0 of 500'))).toHaveLength(1)
    }
  })

  it('shows first what failed, then what is waited for', () => {
    const lines = waitTable(
      [
        waited('a', READY),
        waited('b'),
        waited('c', {
          readiness: { is: 'refused', reason: 'Invalid', message: 'no\u001b[2J such tool' },
          end: 'not-accepted',
        }),
      ],
      5_000,
      { columns: 100, rows: 24 },
    )
    expect(lines).toEqual([
      '1 of 3 ready (0:05)',
      'OBJECT             STATE         REASON',
      'mcpbackend/c -n n  not accepted  Invalid: no [2J such tool',
      'mcpbackend/b -n n  pending       Pending',
      'mcpbackend/a -n n  ready         Accepted',
    ])
  })
})
