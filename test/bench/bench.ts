/**
 * `npm run bench [NAME…]`: runs the benchmarks, which are the files NAME.bench.ts beside this one. Each
 * exports by default a function that sets up and gives a Benchmark. A missed target is printed; the exit
 * code is 1 where a command could not be measured.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Benchmark, measure } from './frame.ts'
import { table } from './table.ts'

const SUFFIX = '.bench.ts'
const wanted = process.argv.slice(2)
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}

for (const name of wanted.length > 0 ? wanted : known) {
  const module = (await import(join(import.meta.dirname, `${name}${SUFFIX}`))) as {
    default: () => Promise<Benchmark>
  }
  const benchmark = await module.default()
  try {
    const measurements = await measure(benchmark)
    process.stdout.write(`\n${table(benchmark, measurements)}`)
    for (const line of (await benchmark.breakdown?.()) ?? []) process.stdout.write(`  ${line}\n`)
    if (measurements.some(({ failure }) => failure !== undefined)) process.exitCode = 1
  } finally {
    await benchmark.close?.()
  }
}
