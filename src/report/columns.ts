/** Rows of cells as lines, each column as wide as its widest cell; empty last columns leave no trailing blanks. */
export const columns = (rows: readonly (readonly string[])[], gap = 2): string[] => {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd((widths[i] ?? 0) + gap))
      .join('')
      .trimEnd(),
  )
}
