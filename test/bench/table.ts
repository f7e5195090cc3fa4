/** Prints what a benchmark measured. */
import { type Benchmark, type Measurement, median, memory, ratio, type Target, times } from './frame.ts'

const milliseconds = (value: number): string =>
  value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`

const megabytes = (value: number | undefined): string =>
  value === undefined ? '-' : `${value.toFixed(0)} MB`

const align = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .map((line) => `  ${line.trimEnd()}\n`)
    .join('')
}

const verdict = (value: number | undefined, max: number, show: (value: number) => string): string =>
  value === undefined ? 'not measured' : `${show(value)} (${value <= max ? 'met' : 'MISSED'})`

const judge = (target: Target, of: (name: string) => Measurement): string => {
  const measurement = of(target.candidate)
  if ('max' in target) {
    const { against, max } = target
    const result = verdict(ratio(measurement, of(against)), max, (value) => `${value.toFixed(2)} ×`)
    return `≤ ${max} × ${against}: ${result}`
  }
  if ('megabytes' in target)
    return `≤ ${target.megabytes} MB: ${verdict(memory(measurement), target.megabytes, megabytes)}`
  if ('worst' in target) {
    const time = measurement.runs.length === 0 ? undefined : Math.max(...times(measurement))
    return `worst ≤ ${milliseconds(target.worst)}: ${verdict(time, target.worst, milliseconds)}`
  }
  const time = measurement.runs.length === 0 ? undefined : median(times(measurement))
  return `≤ ${milliseconds(target.milliseconds)}: ${verdict(time, target.milliseconds, milliseconds)}`
}

export const table = (benchmark: Benchmark, measurements: readonly Measurement[]): string => {
  const { title, rounds, peers, targets, notes = [] } = benchmark
  const of = (name: string): Measurement => {
    const found = measurements.find(({ candidate }) => candidate.name === name)
    if (found === undefined) throw new Error(`${title}: no candidate ${name}`)
    return found
  }
  const rows = measurements
    .filter(({ failure }) => failure === undefined)
    .map((measurement) => [
      measurement.candidate.name,
      milliseconds(median(times(measurement))),
      milliseconds(Math.min(...times(measurement))),
      milliseconds(Math.max(...times(measurement))),
      megabytes(memory(measurement)),
      ...peers.map((peer) => ratio(measurement, of(peer))?.toFixed(2) ?? '-'),
    ])
  const head = ['', 'median', 'least', 'worst', 'memory', ...peers.map((peer) => `× ${peer}`)]
  const lines = [
    ...measurements
      .filter(({ failure }) => failure !== undefined)
      .map(({ candidate, failure }) => `not measured: ${candidate.name} fails (${failure ?? ''})`),
    ...notes.map((note) => `note: ${note}`),
    ...targets.map((target) => `target: ${target.candidate} ${judge(target, of)}`),
  ]
  return `${title} (${rounds} rounds)\n${align([head, ...rows])}${lines.map((line) => `  ${line}\n`).join('')}`
}
