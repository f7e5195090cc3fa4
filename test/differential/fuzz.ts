/**
 * `npm run fuzz -- --n 10000 --seed S [--kind K]…`: the verdict of this program beside that of a real API server, on
 * random documents of all kinds. Exits 1 where they differ, and prints each document on which they do.
 */
import { parseArgs } from 'node:util'
import { startOracle } from './plane.ts'
import { compareRandom, type Tally } from './run.ts'
import { subjects } from './subjects.ts'

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kind: { type: 'string', multiple: true },
  },
})
const [n, seed] = [Number(values.n), Number(values.seed)]
if (!Number.isSafeInteger(n) || n < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('fuzz: --n takes a number above 0, and --seed a number\n')
  process.exit(2)
}

const known = await subjects()
const all = known.kinds
const wanted = values.kind?.map((kind) => kind.toLowerCase())
const kinds = all.filter(({ crd, name }) =>
  wanted === undefined
    ? true
    : wanted.includes(crd.kind.toLowerCase()) || wanted.includes(name.toLowerCase()),
)
if (kinds.length === 0) {
  process.stderr.write(`fuzz: no such kind; there are ${all.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

process.stderr.write(`fuzz: ${n} documents of ${kinds.length} kinds, seed ${seed}\n`)
const oracle = await startOracle(known)
const tallies: Tally[] = []
try {
  for (const [i, subject] of kinds.entries()) {
    const count = Math.floor(n / kinds.length) + (i < n % kinds.length ? 1 : 0)
    const tally = await compareRandom(subject, oracle.asker, { count, seed })
    tallies.push(tally)
    const { stages, undecided, differences } = tally
    const words = Object.entries(stages).map(([stage, times]) => `${stage} ${times}`)
    process.stdout.write(
      `${subject.name}: ${count}: ${words.join(', ')}; undecided ${undecided}; different ${differences.length}\n`,
    )
    for (const difference of differences) process.stdout.write(`  ${JSON.stringify(difference)}\n`)
  }
} finally {
  await oracle.stop()
}
const sum = (count: (tally: Tally) => number): number => tallies.map(count).reduce((a, b) => a + b, 0)
const different = sum(({ differences }) => differences.length)
process.stdout.write(
  `all: ${sum(({ documents }) => documents)}: accepted ${sum(({ stages }) => stages.accepted)}; undecided ${sum(({ undecided }) => undecided)}; different ${different}\n`,
)
process.exitCode = different > 0 ? 1 : 0
