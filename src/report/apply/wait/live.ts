/** Lines on a terminal that are drawn anew in place. */
import { textWidth } from '../../display-width.ts'

/** Of a terminal: what of process.stderr is used. */
export interface Screen {
  write(text: string): unknown
  readonly columns?: number
  readonly rows?: number
}

const ESC = '\u001b['

export class LiveLines {
  readonly #screen: Screen
  #shown: readonly string[] = []

  constructor(screen: Screen) {
    this.#screen = screen
  }

  get size(): { columns: number; rows: number } {
    const { columns = 0, rows = 0 } = this.#screen
    // A terminal that does not know its size says 0.
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 }
  }

  /** In one write, each line over its former self: nothing is blank in between, so nothing flickers. */
  draw(lines: readonly string[]): void {
    if (lines.length === this.#shown.length && lines.every((line, i) => line === this.#shown[i])) return
    const { columns, rows } = this.size
    // Where the terminal has become narrower, former lines take several rows by now.
    const height = this.#shown.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)),
      0,
    )
    const up = Math.min(height, rows - 1)
    this.#screen.write(
      `${up > 0 ? `${ESC}${up}A\r` : ''}${lines.map((line) => `${line}${ESC}K\n`).join('')}${ESC}J`,
    )
    this.#shown = lines
  }

  /** What was drawn last stays; what is written from here on comes below it. */
  end(): void {
    this.#shown = []
  }
}
