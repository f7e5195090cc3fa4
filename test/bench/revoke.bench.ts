/** The kill switch: one target out of 1,000 objects, start included. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BIN } from '../cli/environment.ts'
import { exec } from '../setup/exec.ts'
import { must, startFor, towards } from './cluster.ts'
import { makeFolder } from './folder.ts'
import type { Benchmark } from './frame.ts'

const TARGET = ['mcpbackend/app-0003-tools', '--namespace', 'team-000']

export default async (): Promise<Benchmark> => {
  const folder = await makeFolder(1_000)
  writeFileSync(join(folder.directory, 'agentgw.yaml'), 'name: bench\n')
  const server = await startFor(folder)
  const close = async (): Promise<void> => {
    await server?.stop()
    folder.remove()
  }
  const nothing = { title: 'revoke', rounds: 5, peers: [], notes: folder.notes, close }
  if (server === undefined) return { ...nothing, candidates: [], targets: [] }

  const here = towards(server, folder)
  const ours = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await exec(process.execPath, [BIN, ...args], here)
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
  }
  await ours('install')
  await must(server, ['apply', '--server-side', '--recursive', `--filename=${folder.directory}/manifests`])
  const name = 'revoke, one target'
  let isRevoked = false
  const before = async (): Promise<void> => {
    if (isRevoked) await ours('restore', ...TARGET, '--yes')
    isRevoked = true
  }
  return {
    ...nothing,
    candidates: [
      {
        ...here,
        name,
        command: process.execPath,
        args: [BIN, 'revoke', ...TARGET, '--yes'],
        before,
      },
    ],
    targets: [{ candidate: name, milliseconds: 1_000 }],
  }
}
