/** A full disk and a read-only folder: what is reported is what is so, nothing is lost, and with room again it finishes. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { readStash } from '../../src/manifest/stash.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { startInstalled } from '../faults/plane.ts'
import { FILES, GOES } from '../faults/scene.ts'
import { NEEDS_MOUNT, type SmallDisk, smallDisk } from '../faults/small-disk.ts'
import type { ExecResult } from '../setup/exec.ts'

let plane: ControlPlane
let disk: SmallDisk | undefined
beforeAll(async () => {
  plane = await startInstalled()
  await plane.kubectl(['create', 'namespace', 'agentgateway-system'])
})
afterAll(() => plane.stop())

const write = (root: string): void => {
  mkdirSync(join(root, 'manifests'), { recursive: true })
  writeFileSync(join(root, 'agentgw.yaml'), 'name: small\n')
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(root, 'manifests', file), text)
}
beforeEach((context) => {
  disk = smallDisk()
  if (disk === undefined) context.skip(NEEDS_MOUNT)
  else write(disk.root)
})
afterEach(() => disk?.remove())

const textOf = (root: string, file: string): string | undefined => {
  const path = join(root, 'manifests', file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
const files = (root: string): Record<string, string | undefined> =>
  Object.fromEntries(Object.keys(FILES).map((file) => [file, textOf(root, file)]))

const run = (root: string, ...args: string[]): Promise<ExecResult> =>
  runCli([...args, '--yes', '-o', 'json'], { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })

interface Named {
  readonly kind: string
  readonly name: string
}
interface Report {
  readonly targets: readonly { readonly resource: Named; readonly folder: string; readonly cluster: string }[]
}
const reportOf = ({ stdout }: ExecResult): Report => JSON.parse(stdout) as Report

const stands = (root: string, one: Named): boolean => {
  const { file, text } = GOES[`${one.kind}/${one.name}`]!
  return textOf(root, file)?.includes(text) ?? false
}

it('whatever room there is, nothing is lost, the report is true, and with room it ends well', async () => {
  const { root } = disk!
  const codes = new Set<number>()
  for (const pages of [0, 1, 2, 3, 5, 8]) {
    for (const command of ['revoke', 'restore']) {
      if (command === 'restore') expect((await run(root, 'revoke', 'fs', '--local')).code).toBe(0)
      disk!.leave(pages)
      const result = await run(root, command, 'fs', '--local')
      codes.add(result.code)
      expect(result.stderr).not.toContain('[internal]')
      const { records, damaged } = await readStash(root)
      expect(damaged).toEqual([])
      const pieces = records.flatMap(({ targets }) => targets.flatMap(({ stored }) => stored))
      for (const { file, text } of Object.values(GOES))
        expect(
          (textOf(root, file)?.includes(text) ?? false) ||
            pieces.some(({ piece }) => piece.text.includes(text)),
          `${pages} pages, ${command}: ${file}`,
        ).toBe(true)
      for (const target of reportOf(result).targets) {
        const said = command === 'revoke' ? target.folder !== 'removed' : target.folder === 'restored'
        expect(stands(root, target.resource), `${pages} pages, ${command}: ${JSON.stringify(target)}`).toBe(
          said,
        )
      }
      if (result.code === 3) expect(result.stderr).toContain('the disk is full')
      disk!.empty()
      expect((await run(root, command, 'fs', '--local')).code).toBe(0)
    }
    expect(files(root)).toEqual(FILES)
    rmSync(join(root, '.agentgw'), { recursive: true })
  }
  // Too little room, and enough.
  expect([...codes].sort()).toEqual([0, 3])
}, 120_000)

it.each(['full', 'read-only'])(
  'a %s disk does not hold up the cluster, and the rest is named',
  async (how) => {
    const { root } = disk!
    expect(
      (await runCli(['apply', '--yes'], { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })).code,
    ).toBe(0)
    if (how === 'full') disk!.leave(0)
    else disk!.readOnly(true)
    const revoked = await run(root, 'revoke', 'fs')
    expect(revoked.code).toBe(3)
    expect(revoked.stderr).toMatch(
      how === 'full' ? /the disk is full.*\[file-unwritable\]/ : /mounted read-only.*\[file-unwritable\]/,
    )
    expect(reportOf(revoked).targets.map(({ cluster, folder }) => [cluster, folder])).toEqual(
      Object.keys(GOES).map(() => ['removed', 'still there']),
    )
    expect(files(root)).toEqual(FILES)
    const left = await plane.kubectl(['get', 'mcpbackend,airoute', '-n', 'agentgateway-system', '-o', 'name'])
    expect(left.stdout.trim().split('\n').sort()).toEqual([
      'airoute.agentgateway.dev/shared',
      'mcpbackend.agentgateway.dev/other',
    ])
    if (how === 'full') disk!.empty()
    else disk!.readOnly(false)
    expect((await run(root, 'revoke', 'fs')).code).toBe(0)
    expect((await run(root, 'restore', 'fs')).code).toBe(0)
    expect(files(root)).toEqual(FILES)
  },
)
