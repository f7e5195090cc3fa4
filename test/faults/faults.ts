/**
 * `npm run faults [-- requests|kills|files|races|sync] [--seed S] [--folders N] [--rounds N]`: the whole matrix, of which
 * the tests take a sample. Every request of a revoke and a restore with every fault for every span; the built program killed at
 * every request and every write, with a cluster and over generated folders; runs that race. `sync…` is of diff and apply (sync/). Exits 1 where something is lost,
 * a report or a record is not true, or running again does not finish.
 */
import { parseArgs } from 'node:util'
import { startInstalled } from './plane.ts'
import { ACTS, type Case, COMMANDS, SPANS } from './cases.ts'
import { folders } from './folders.ts'
import { killEverywhere } from './killed.ts'
import { faultsInLanes, killsInLanes } from './lanes.ts'
import { races } from './races.ts'
import { runSyncParts, SYNC_PARTS } from './sync/parts.ts'

const PARTS = ['requests', 'kills', 'files', 'races', ...SYNC_PARTS] as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    folders: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '50' },
  },
})
const unknown = positionals.filter((part) => !PARTS.some((one) => one === part))
if (unknown.length > 0) {
  process.stderr.write(`faults: no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}\n`)
  process.exit(2)
}
const wanted = (part: (typeof PARTS)[number]): boolean =>
  positionals.length === 0 || positionals.includes(part)
const LANES = 6

const tell = (part: string, what: string, failures: readonly string[]): void => {
  process.stdout.write(`${part}: ${what}; failed ${failures.length}\n`)
  for (const failure of failures) process.stdout.write(`  ${failure}\n`)
  if (failures.length > 0) process.exitCode = 1
}

if (wanted('files')) {
  const [count, seed] = [Number(values.folders), Number(values.seed)]
  const { points, failures } = await killEverywhere(folders(count, seed), 2)
  tell('files', `${count} folders of seed ${seed}, killed at ${points} points`, failures)
}
if (wanted('requests') || wanted('kills') || wanted('races')) {
  const plane = await startInstalled()
  try {
    if (wanted('kills')) {
      const { cases, failures } = await killsInLanes(plane, 2, () => true)
      tell('kills', `killed at ${cases} points`, failures)
    }
    if (wanted('races'))
      for (const count of [1, 2] as const) {
        const { rounds, failures } = await races(plane, Number(values.rounds), count)
        tell('races', `${rounds} rounds on ${count === 1 ? 'one folder' : 'two folders'}`, failures)
      }
    if (wanted('requests')) {
      const { cases, done, requests, failures } = await faultsInLanes(plane, LANES, (clean) =>
        COMMANDS.flatMap((command) =>
          clean[command].flatMap((request, i) =>
            Object.keys(ACTS).flatMap((fault) =>
              SPANS.map((span): Case => ({ command, nth: i + 1, request, fault, span })),
            ),
          ),
        ),
      )
      const made = COMMANDS.map((command) => `${command} makes ${requests[command]} requests`).join(', ')
      tell('requests', `${made}; ${cases} faults, of which ${done} were got over`, failures)
    }
  } finally {
    await plane.stop()
  }
}
await runSyncParts({ wanted, rounds: Number(values.rounds), seed: Number(values.seed), tell })
