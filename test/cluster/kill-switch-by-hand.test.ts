/**
 * The kill switch with kubectl alone: the commands of docs/kill-switch.md, taken from the page, on a real API server, by
 * users who have the roles of manifests/install and nothing more; and what this program makes of it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Resource } from '../../src/model/resource.ts'
import { ROOT, runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'
import { exec, type ExecResult } from '../setup/exec.ts'
import { must, startWithKinds } from './lock-cluster.ts'

const NEEDS_JQ = 'needs bash and jq'
const hasTools = ['bash', 'jq'].every((name) => spawnSync(name, ['--version']).error === undefined)

interface Block {
  readonly heading: string
  readonly script: string
}

/** The blocks of commands of the section, each with the heading that it stands under; the first sets the variables. */
const blocksOf = (page: string): Block[] => {
  const section = /^## With kubectl alone\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(page)?.[1] ?? ''
  let heading = ''
  return [...section.matchAll(/^### ([^\n]*)$|^```sh\n(.*?)^```$/gms)].flatMap(([, title, script]) => {
    if (title !== undefined) heading = title
    return script === undefined ? [] : [{ heading, script }]
  })
}

const [variables, ...blocks] = blocksOf(readFileSync(join(ROOT, 'docs/kill-switch.md'), 'utf8'))
const unused = new Set(blocks)

let plane: ControlPlane
let folder: string
let responder: string
let operator: string

/** Runs the block that stands there on the page, as a shell would that the ones before were pasted into. */
const run = async (
  user: string,
  heading: string,
  number: number,
  { set = '', cwd = folder } = {},
): Promise<ExecResult> => {
  const block = blocks.filter((one) => one.heading === heading)[number]
  if (block === undefined || variables === undefined) throw new Error(`no block ${number} under "${heading}"`)
  unused.delete(block)
  return exec('bash', ['--norc', '-euo', 'pipefail', '-c', `${variables.script}\n${set}\n${block.script}`], {
    cwd,
    env: {
      HOME: plane.directory,
      PATH: [dirname(plane.kubectlPath), process.env['PATH']].join(delimiter),
      KUBECONFIG: user,
    },
  })
}
const done = async (...args: Parameters<typeof run>): Promise<string> => {
  const { code, stdout, stderr } = await run(...args)
  expect(code, stderr).toBe(0)
  return stdout
}

const bind = async (role: string, user: string): Promise<string> => {
  const [name, who] = [`${role}-${user}`, `--user=${user}`]
  await must(plane, ['create', 'clusterrolebinding', name, `--clusterrole=${role}`, who])
  await must(plane, ['create', 'rolebinding', name, '-n', 'agentgw-system', `--role=${role}`, who])
  return plane.user(user)
}

const KINDS = 'mcpbackends,airoutes,agentgatewaypolicies'
const standing = async (): Promise<Resource[]> => {
  const text = await must(plane, ['get', KINDS, '-n', NAMESPACE, '-o', 'json'])
  return (JSON.parse(text) as { items: Resource[] }).items
}
const names = async (): Promise<string[]> =>
  (await standing()).map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()
/** What has to come back. */
const kept = async (): Promise<object[]> =>
  (await standing()).map(({ kind, metadata: { name, labels, annotations }, spec }) => ({
    ...{ kind, name, labels, annotations, spec },
  }))
const BOTH = ['AIRoute/filesystem', 'MCPBackend/filesystem']
const POLICIES = [
  'AgentgatewayPolicy/revoked-by-hand-filesystem',
  'AgentgatewayPolicy/revoked-by-hand-route-filesystem',
]

const agentgw = (...args: string[]) => runCli(args, { cwd: folder, env: { KUBECONFIG: plane.kubeconfig } })
const tool = async (code: number, ...args: string[]): Promise<string> => {
  const result = await agentgw(...args)
  expect(result.code, result.stderr + result.stdout).toBe(code)
  return result.stdout + result.stderr
}

beforeAll(async () => {
  if (!hasTools) return
  plane = await startWithKinds()
  folder = plane.directory
  // The CRDs and what is made of them do not go into a cluster in one go; kubectl says so, and is run again.
  await done(plane.kubeconfig, 'Lock', 0, { cwd: ROOT })
  await must(plane, ['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  await must(plane, ['create', 'namespace', NAMESPACE])
  responder = await bind('agentgw-responder', 'on-call')
  operator = await bind('agentgw-operator', 'second-line')
}, 240_000)
afterAll(() => (hasTools ? plane.stop() : undefined))

beforeEach(async (context) => {
  if (!hasTools) context.skip(NEEDS_JQ)
  folder = mkdtempSync(join(tmpdir(), 'agentgw-by-hand-'))
  mkdirSync(join(folder, 'manifests'))
  writeFileSync(join(folder, 'agentgw.yaml'), 'name: test\n')
  const object = backend('filesystem', { annotations: { 'example.com/note': 'a "quoted" one' } })
  writeFileSync(
    join(folder, 'manifests/filesystem.yaml'),
    `# ours\n${stringify([object, route('filesystem', ['filesystem'])])}`,
  )
  await tool(0, 'apply', '--fail-on', 'never')
  return () => {
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('with kubectl alone', () => {
  it('a tool is cut off, held by the lock, and brought back', async () => {
    const before = await kept()
    expect(await done(responder, '', 0)).toBe(`AIRoute ${NAMESPACE}/filesystem leads to filesystem\n`)
    await done(responder, 'Save', 0)
    expect(await names()).toEqual(BOTH)

    await done(responder, 'Deny', 0)
    await done(responder, 'Deny', 1)
    expect(await names()).toEqual([...BOTH, ...POLICIES].sort())

    await done(responder, 'Lock', 1)
    // Once more: the ConfigMap is there now.
    await done(responder, 'Lock', 1)
    await expect
      .poll(async () => (await run(responder, 'Lock', 2)).stderr)
      .toContain('revoked-by-hand-filesystem is revoked: incident 4711, by hand')
    const lifted = await plane.kubectl(['delete', 'agentgatewaypolicies', '--all', '-n', NAMESPACE])
    expect(lifted.stderr).toContain('is revoked')

    await done(responder, 'Delete', 0)
    expect(await names()).toEqual(POLICIES)
    const seen = await done(responder, 'Look', 0)
    expect([...seen.matchAll(/revoked-by-hand-\S+/g)]).toHaveLength(2)
    expect(seen.trim().split('\n')).toHaveLength(2)
    expect((await run(operator, 'Look', 1)).stderr).toContain(
      `MCPBackend ${NAMESPACE}/filesystem is revoked: incident 4711, by hand`,
    )

    // This program neither knows a record, nor gets around the lock.
    expect(await tool(0, 'revocations', '--active')).toContain('nothing is revoked')
    expect(await tool(3, 'apply', '--fail-on', 'never')).toMatch(
      /filesystem is revoked: incident 4711, by hand.*\[revoked\]/,
    )
    expect(await tool(3, 'restore', 'filesystem')).toContain('[not-revoked]')

    await done(operator, 'Undo what was done by hand', 0)
    await expect.poll(async () => (await run(operator, 'Look', 1)).code).toBe(0)
    await done(operator, 'Undo what was done by hand', 1)
    expect(await kept()).toEqual(before)
    expect(await tool(0, 'diff')).toContain('2 in sync')
  })

  it('what this program revoked is brought back, and it understands that', async () => {
    const before = await kept()
    const file = readFileSync(join(folder, 'manifests/filesystem.yaml'), 'utf8')
    await tool(0, 'revoke', 'filesystem', '--reason', 'reads what it should not')
    const journal = await tool(0, 'revocations', '--active', '-o', 'json')
    const { id } = (JSON.parse(journal) as { revocations: { id: string }[] }).revocations[0]!
    const heading = 'Undo what this tool revoked'
    const set = `ID=${id}`

    expect(await done(operator, heading, 0)).toContain(`revocation ${id}`)
    expect((await run(operator, heading, 1)).stderr).toContain('the id of the revocation')
    await done(operator, heading, 1, { set })
    expect((await plane.kubectl(['create', '-f', join(folder, 'objects.json')])).stderr).toContain(
      'is revoked',
    )
    await done(operator, heading, 2, { set })
    await expect
      .poll(
        async () =>
          (await plane.kubectl(['create', '--dry-run=server', '-f', join(folder, 'objects.json')])).code,
      )
      .toBe(0)
    await done(operator, heading, 3, { set })
    expect(await kept()).toEqual(before)
    expect(await done(operator, heading, 4, { set })).toContain('# ours')

    expect(await tool(0, 'revocations', '--active')).toContain('STANDS AGAIN')
    await must(plane, ['label', 'mcpbackend', 'filesystem', '-n', NAMESPACE, 'changed=meanwhile'])
    expect(await tool(3, 'restore', id)).toContain('[not-restored]')
    await tool(0, 'restore', id, '--force')
    expect(await kept()).toEqual(before)
    expect(readFileSync(join(folder, 'manifests/filesystem.yaml'), 'utf8')).toBe(file)
    expect(await tool(0, 'revocations', id)).toMatch(/state +restored/)
  })

  it('no command of the page was left out', () => {
    expect([...unused].map(({ script }) => script)).toEqual([])
  })
})
