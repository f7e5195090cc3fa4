/** The rules as a user meets them: silent on what this program writes, and aware of what it took away. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CATALOG } from '../../src/generate/catalog/index.ts'
import { ROOT, runCli } from './run.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-rules-'))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const run = async (...args: string[]): Promise<void> => {
  const { code, stderr } = await runCli(args, { cwd: base })
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' })
}

interface Told {
  readonly code: number
  readonly stderr: string
  readonly findings: readonly string[]
}

const validate = async (cwd = base): Promise<Told> => {
  const { code, stdout, stderr } = await runCli(['validate', '-o', 'json'], { cwd })
  const { findings } = JSON.parse(stdout) as {
    findings: { severity: string; code: string; resource: { kind: string; name: string } }[]
  }
  return {
    code,
    stderr,
    findings: findings.map(
      ({ severity, code, resource }) => `${severity} ${code} ${resource.kind}/${resource.name}`,
    ),
  }
}

it.each(readdirSync(join(ROOT, 'manifests/examples')))('the example %s has none', async (name) => {
  cpSync(join(ROOT, 'manifests/examples', name), base, { recursive: true })
  expect(await validate()).toMatchObject({ code: 0, findings: [] })
})

it('what init, add-mcp and add-llm write has none, but for Secrets that are to be created', async () => {
  await run('init', '--gateway', 'infra/public', '-n', 'team-a')
  for (const { name, takes } of CATALOG)
    await run('add-mcp', name, ...(takes.kind === 'directories' ? ['/data'] : []))
  await run('add-mcp', 'remote', '--url', 'https://mcp.example.com/mcp', '--allow-tool', 'get_*')
  await run('add-llm', 'openai', '--provider', 'openai', '--model', 'gpt-4o-mini')
  expect(await validate()).toMatchObject({
    code: 0,
    stderr: '',
    findings: ['info missing-secret AgentgatewayBackend/openai'],
  })
})

it('what was revoked and is back in the folder is told, also where only a part of the records can be read', async () => {
  await run('init')
  await run('add-mcp', 'time')
  const file = join(base, 'manifests/time.yaml')
  const text = readFileSync(file)
  await run('revoke', 'mcpbackend/time', '--local', '--yes', '--reason', 'leaked')
  expect((await validate()).findings).toEqual([])
  writeFileSync(file, text)
  expect(await validate()).toMatchObject({
    code: 0,
    stderr: '',
    findings: ['warning revoked-resource MCPBackend/time', 'warning revoked-resource AIRoute/time'],
  })
  writeFileSync(join(base, '.agentgw/revoked/other.stash'), 'not JSON')
  const { findings, stderr } = await validate()
  expect(findings).toHaveLength(2)
  expect(stderr).toMatch(/^note: what is revoked is not known: .*other\.stash: not JSON$/m)
})
