/** The kill switch: 1,000 tools with their routes at once, and back; and how many requests that takes. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from '../../src/manifest/stringify.ts'
import { BIN } from '../cli/environment.ts'
import { backend, route } from '../fixtures/objects.ts'
import { answered, startFor, towards } from './cluster.ts'
import { exec } from '../setup/exec.ts'
import { makeFolder } from './folder.ts'
import type { Benchmark, Candidate } from './frame.ts'

const TOOLS = 1_000
const NAMESPACE = 'many'
const REVOKE = `revoke, ${TOOLS} tools`
const RESTORE = `restore, ${TOOLS} tools`

const writeTools = (directory: string): void => {
  mkdirSync(join(directory, 'tools'))
  for (let i = 0; i < TOOLS; i++) {
    const name = `tool-${i}`
    const objects = [backend(name, { namespace: NAMESPACE }), route(name, [name], { namespace: NAMESPACE })]
    writeFileSync(join(directory, `tools/${name}.yaml`), stringify(objects))
  }
  writeFileSync(join(directory, 'agentgw.yaml'), `name: bench\nnamespace: ${NAMESPACE}\nmanifests: tools\n`)
}

export default async (): Promise<Benchmark> => {
  const folder = await makeFolder(0)
  writeTools(folder.directory)
  const server = await startFor({ ...folder, namespaces: [NAMESPACE] })
  const close = async (): Promise<void> => {
    await server?.stop()
    folder.remove()
  }
  const nothing = { title: REVOKE, rounds: 1, peers: [], notes: folder.notes, close }
  if (server === undefined) return { ...nothing, candidates: [], targets: [] }

  const here = towards(server, folder)
  const counts: number[] = []
  const count = async (): Promise<void> => {
    counts.push(await answered(server))
  }
  const ours = (name: string, ...args: string[]): Candidate => ({
    ...here,
    name,
    command: process.execPath,
    args: [BIN, ...args, '--all', '--yes'],
    once: true,
    before: count,
  })
  for (const command of ['install', 'apply']) {
    const { code, stderr } = await exec(process.execPath, [BIN, command], here)
    if (code !== 0) throw new Error(`${command}: ${stderr}`)
  }
  return {
    ...nothing,
    candidates: [ours(REVOKE, 'revoke'), ours(RESTORE, 'restore')],
    targets: [{ candidate: REVOKE, milliseconds: 15_000 }],
    breakdown: async () => {
      await count()
      const [start = 0, between = 0, end = 0] = counts
      return [`requests: ${between - start} of revoke, ${end - between} of restore (${2 * TOOLS} objects)`]
    },
  }
}
