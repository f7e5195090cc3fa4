/** The lock of a root on a disk that takes nothing. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './folder.ts'

test('on a full disk the work is done without, and no file is left, nor left open', () => {
  const folder = makeFolder({ '.agentgw/keep.txt': '' })
  // A limit on the size of files stands in for the disk. Node warns of a file that the garbage collector has to close.
  const script = `
    import { setImmediate as turn } from 'node:timers/promises'
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/manifest/lock.ts'))}
    process.on('SIGXFSZ', () => undefined)
    console.log(await withLock(process.argv[1], async () => 'done'))
    for (let i = 0; i < 5; i++) { await turn(); gc() }`
  const node = `ulimit -f 0; exec "${process.execPath}" --expose-gc --input-type=module -e "$0" "$1"`
  const run = spawnSync('/bin/bash', ['-c', node, script, folder], { encoding: 'utf8' })
  expect([run.stdout, run.stderr]).toEqual(['done\n', ''])
  expect(readdirSync(join(folder, '.agentgw'))).toEqual(['keep.txt'])
})
