/** The built program killed while it works on generated folders: a fixed sample of what `npm run faults -- files` kills. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openWorkspace } from '../../src/manifest/settings.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import { prepareRestore, restore } from '../../src/operations/restore.ts'
import { readJournal } from '../../src/operations/revocations.ts'
import { prepareRevoke, revoke } from '../../src/operations/revoke.ts'
import { folders } from '../faults/folders.ts'
import { killEverywhere } from '../faults/killed.ts'
import { effectsIn, startWatched } from '../faults/killed-process.ts'
import { backend, NAMESPACE } from '../fixtures/objects.ts'

it('killed at a write, it loses nothing, and the next run finishes or undoes', async () => {
  const tally = await killEverywhere(folders(3, 4711), 2, (_, index) => index % 5 === 2)
  expect(tally.failures).toEqual([])
  expect(tally.points).toBeGreaterThan(20)
}, 120_000)

it('killed at any write of a restore, the folder keeps its edited document, and force still has the recorded one', async () => {
  const root = mkdtempSync(join(tmpdir(), 'agentgw-kept-'))
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true })
  })
  const file = join(root, 'manifests/fs.yaml')
  const was = `# reviewed\n${stringify([backend('fs')])}`
  const edited = was.replace('reviewed', 'edited')
  const options = async () => ({
    words: ['fs'],
    namespace: NAMESPACE,
    workspace: await openWorkspace({ cwd: root }),
    cluster: undefined,
    localUser: 'tester',
    now: () => new Date(),
  })
  const doRestore = async (force: boolean) =>
    (await restore(await prepareRestore({ ...(await options()), force }))).problems.map(({ code }) => code)
  /** Revokes, edits, restores; gives how that ended. */
  const restoreKilledAt = async (nth: number): Promise<unknown[]> => {
    rmSync(root, { recursive: true, force: true })
    mkdirSync(join(root, 'manifests'), { recursive: true })
    writeFileSync(join(root, 'agentgw.yaml'), 'name: kept\n')
    writeFileSync(file, was)
    await revoke(await prepareRevoke({ ...(await options()), reason: '', newId: 'kept' }))
    writeFileSync(file, edited)
    const args = ['restore', 'fs', '--local', '--yes']
    return once(startWatched({ root, kubeconfig: '', args, nth, when: 'before' }), 'exit')
  }
  expect(await restoreKilledAt(0)).toEqual([3, null])
  const points = effectsIn(root).length
  expect(points).toBeGreaterThan(3)
  for (let nth = 1; nth <= points; nth++) {
    expect(await restoreKilledAt(nth)).toEqual([null, 'SIGKILL'])
    // Where the record had it already, the restoration is done.
    expect([[], ['folder-keeps-own']]).toContainEqual(await doRestore(false))
    expect(readFileSync(file, 'utf8')).toBe(edited)
    expect((await readJournal(root, undefined)).revocations).toMatchObject([
      { state: 'restored', targets: [{ folder: 'kept' }] },
    ])
    expect(await doRestore(true)).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe(was)
  }
}, 120_000)
