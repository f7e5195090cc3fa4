/** Holds the catalog to the real servers, as far as they are installed for tests. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOG, findServer } from '../../src/generate/catalog/index.ts'

const MODULES = join(import.meta.dirname, '../../node_modules')

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agentgw-catalog-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** The tools that a server shows to a client of every capability. */
const toolsOf = async (script: string, args: readonly string[]): Promise<string[]> => {
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: {
        roots: {},
        sampling: {},
        elicitation: { form: {}, url: {} },
        tasks: { requests: { sampling: { createMessage: {} }, elicitation: { create: {} } } },
      },
    },
  )
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [script, ...args], stderr: 'ignore' }),
  )
  try {
    return (await client.listTools()).tools.map(({ name }) => name)
  } finally {
    await client.close()
  }
}

describe.each([
  ['filesystem', true],
  ['everything', false],
])('%s', (name, takesDirectory) => {
  const entry = findServer(name)!
  const root = join(MODULES, entry.package)
  const { version, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
    bin: Record<string, string>
  }

  it('is pinned to the version that is tested', () => {
    expect(entry.version).toBe(version)
  })

  it('has the tools that are known of it', async () => {
    const script = join(root, Object.values(bin)[0]!)
    const tools = await toolsOf(script, takesDirectory ? [directory] : [])
    expect([...entry.tools].sort()).toEqual(tools.sort())
  })
})

it('pins every server, and names no tool twice', () => {
  for (const { name, version, tools } of CATALOG) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)])
    expect(new Set(tools).size).toBe(tools.length)
    expect(tools.length).toBeGreaterThan(0)
  }
  expect(new Set(CATALOG.map(({ name }) => name)).size).toBe(CATALOG.length)
})
