/** Prints what a benchmark measured. */
import { type Benchmark, type Measurement, median, ratio } from './frame.ts'

const milliseconds = (value: number): string =>
  value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`

const align = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .map((line) => `  ${line.trimEnd()}\n`)
    .join('')
}

export const table = (benchmark: Benchmark, measurements: readonly Measurement[]): string => {
  const { title, rounds, peers, targets } = benchmark
  const of = (name: string): Measurement => {
    const found = measurements.find(({ candidate }) => candidate.name === name)
    if (found === undefined) throw new Error(`${title}: no candidate ${name}`)
    return found
  }
  const rows = measurements
    .filter(({ failure }) => failure === undefined)
    .map((measurement) => [
      measurement.candidate.name,
      milliseconds(median(measurement.times)),
      milliseconds(Math.min(...measurement.times)),
      ...peers.map((peer) => ratio(measurement, of(peer))?.toFixed(2) ?? '-'),
    ])
  const head = ['', 'median', 'least', ...peers.map((peer) => `× ${peer}`)]
  const failures = measurements
    .filter(({ failure }) => failure !== undefined)
    .map(({ candidate, failure }) => `  not measured: ${candidate.name} fails (${failure ?? ''})\n`)
  const verdicts = targets.map(({ candidate, against, max }) => {
    const value = ratio(of(candidate), of(against))
    const verdict =
      value === undefined ? 'not measured' : `${value.toFixed(2)} × ${value <= max ? '(met)' : '(MISSED)'}`
    return `  target: ${candidate} ≤ ${max} × ${against}: ${verdict}\n`
  })
  return `${title} (${rounds} rounds)\n${align([head, ...rows])}${failures.join('')}${verdicts.join('')}`
}
