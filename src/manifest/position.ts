/** Offsets into a text as the lines and columns that people and editors count. */
import type { Position } from '../model/document.ts'

/** Lines end as YAML has it: LF, CR LF or CR. Columns count characters, and no byte order mark. */
export const positionAt = (text: string, offset: number): Position => {
  let line = 1
  let lineStart = text.startsWith('\uFEFF') ? 1 : 0
  for (let i = lineStart; i < offset; i++) {
    const code = text.charCodeAt(i)
    if (code !== 10 && code !== 13) continue
    if (code === 13 && text.charCodeAt(i + 1) === 10) {
      if (i + 1 >= offset) break
      i++
    }
    line++
    lineStart = i + 1
  }
  return { line, column: Array.from(text.slice(lineStart, offset)).length + 1 }
}
