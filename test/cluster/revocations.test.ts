/** The journal of the kill switch as others read it: the record, the Events, the line of the audit log. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { digestOf } from '../../src/model/digest.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const SECRET = 'hunter2hunter2'

let plane: ControlPlane
let root: string

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
  await plane.kubectl(['create', 'namespace', NAMESPACE])
})
afterAll(() => plane.stop())

const fs = {
  ...backend('fs'),
  spec: { mcp: { stdio: { cmd: 'npx', args: ['fs'], env: [{ name: 'API_TOKEN', value: SECRET }] } } },
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-journal-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: test\n')
  writeFileSync(join(root, 'manifests/fs.yaml'), stringify([fs, route('fs', ['fs'])]))
  await plane.kubectl(['delete', 'mcpbackend,airoute', '--all', '-A'])
  await plane.kubectl(['delete', 'secret', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'events', '-n', NAMESPACE, '--all'])
  await ok('apply', '--fail-on', 'never')
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const agentgw = (...args: string[]) => runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })
const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await agentgw(...args)
  expect(code, stderr).toBe(0)
  return stdout
}

interface Shown {
  readonly id: string
  readonly targets: { readonly digests: { readonly cluster: string; readonly folder: string } }[]
}
const journal = async (...args: string[]): Promise<Shown[]> => {
  const text = await ok('revocations', ...args, '-o', 'json')
  conforms('revocations', text)
  return (JSON.parse(text) as { revocations: Shown[] }).revocations
}
const WHY = ['--reason', 'reads what it should not', '--incident', 'https://pager.example.com/4711']

describe('the record', () => {
  it('says who, where, why, for what, with what, and the digest of what is stored', async () => {
    await ok('revoke', 'fs', ...WHY)
    const [one] = await journal('--active')
    expect(one).toMatchObject({
      reason: 'reads what it should not',
      incident: 'https://pager.example.com/4711',
      who: 'admin',
      localUser: expect.stringContaining('@') as string,
      toolVersion: expect.stringMatching(/^\d+\./) as string,
      state: 'revoked',
      stored: {
        cluster: { namespace: 'agentgw-system' },
        folder: { file: expect.stringMatching(/stash$/) as string },
      },
    })
    const { stdout } = await plane.kubectl([
      'get',
      'secret',
      '-n',
      'agentgw-system',
      '-l',
      `agentgw.dev/revocation=${one!.id}`,
      '-o',
      'jsonpath={.items[0].data.record}',
    ])
    const record = JSON.parse(Buffer.from(stdout, 'base64').toString()) as { entries: { stored: unknown }[] }
    expect(record).toMatchObject({
      localUser: expect.stringContaining('@') as string,
      incident: 'https://pager.example.com/4711',
    })
    expect(one!.targets.map(({ digests }) => digests.cluster)).toEqual(
      record.entries.map(({ stored }) => digestOf(stored)),
    )
    const stash = JSON.parse(readFileSync(join(root, `.agentgw/revoked/${one!.id}.stash`), 'utf8')) as {
      targets: { stored: unknown }[]
    }
    expect(one!.targets.map(({ digests }) => digests.folder)).toEqual(
      stash.targets.map(({ stored }) => digestOf(stored)),
    )

    await ok('restore', one!.id)
    expect(await journal('--active')).toEqual([])
    expect(await journal(one!.id)).toMatchObject([
      { state: 'restored', restored: { who: 'admin', localUser: expect.stringContaining('@') as string } },
    ])
  })

  it('is shown in full by its id, in every format, and never what it stores', async () => {
    await ok('revoke', 'fs', ...WHY)
    const [one] = await journal()
    const texts = await Promise.all(
      ['text', 'json', 'yaml'].map((format) => ok('revocations', one!.id, '-o', format)),
    )
    for (const text of texts) {
      expect(text).toContain(one!.targets[0]!.digests.cluster)
      expect(text).toContain('https://pager.example.com/4711')
      expect(text).not.toContain(SECRET)
    }
    expect(parse(texts[2]!)).toEqual(JSON.parse(texts[1]!))
    const unknown = await agentgw('revocations', '20000101-000000-000000')
    expect(unknown).toMatchObject({ code: 3, stdout: '' })
    expect(unknown.stderr).toContain('[not-revoked]')
  })

  it('is found by namespace', async () => {
    await ok('revoke', 'fs')
    expect(await journal('-n', NAMESPACE)).toHaveLength(1)
    expect(await journal('-n', 'elsewhere')).toEqual([])
  })

  it('is told as damaged where what it stores is not what was written', async () => {
    await ok('revoke', 'fs', ...WHY)
    const [one] = await journal()
    const name = `revocation-${one!.id}-1`
    const { stdout } = await plane.kubectl(['get', 'secret', '-n', 'agentgw-system', name, '-o', 'json'])
    const secret = JSON.parse(stdout) as { data: { record: string }; metadata: object }
    const record = Buffer.from(secret.data.record, 'base64').toString().replace('"npx"', '"evil"')
    secret.data.record = Buffer.from(record).toString('base64')
    await plane.kubectl(['replace', '--force', '-f', '-'], { input: JSON.stringify(secret) })
    const run = await agentgw('revocations')
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toContain('[stash-damaged]')
  })

  it('is refused without a reason where agentgw.yaml asks for one', async () => {
    writeFileSync(join(root, 'agentgw.yaml'), 'name: test\nrevoke: {requireReason: true}\n')
    const refused = await agentgw('revoke', 'fs')
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.stderr).toContain('[usage]')
    expect(existsSync(join(root, '.agentgw'))).toBe(false)
    await ok('revoke', 'fs', '--dry-run')
    await ok('revoke', 'fs', ...WHY)
  })
})

describe('an object that stands again', () => {
  it('is told by revocations', async () => {
    await ok('revoke', 'fs')
    expect(JSON.stringify(await journal())).not.toContain('standsAgain')
    await plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(fs) })
    const [one] = await journal()
    expect(one!.targets).toMatchObject([{ kind: 'MCPBackend', standsAgain: true }, { kind: 'AIRoute' }])
    expect(one!.targets[1]).not.toHaveProperty('standsAgain')
    expect(await ok('revocations')).toContain('STANDS AGAIN')
  })

  it.each([
    ['out of the folder', false],
    ['in the folder, too', true],
  ])('is told by diff and apply, which leave it alone: %s', async (_, inFolder) => {
    await ok('revoke', 'fs')
    if (inFolder) writeFileSync(join(root, 'manifests/again.yaml'), stringify([fs]))
    await ok('diff', '--fail-on', 'never')
    await ok('apply', '--fail-on', 'never')
    await plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(fs) })
    const { stdout: before } = await plane.kubectl(['get', 'mcpbackend/fs', '-n', NAMESPACE, '-o', 'json'])
    for (const command of ['diff', 'apply']) {
      const run = await agentgw(command, '--fail-on', 'never', '-o', 'json')
      expect(run).toMatchObject({ code: 3 })
      expect(run.stderr).toMatch(/mcpbackend\/fs is revoked .*stands in the cluster again \[stands-again\]/)
      conforms(command, run.stdout)
      const { resources } = JSON.parse(run.stdout) as { resources: { resource: { kind: string } }[] }
      expect(resources.find(({ resource }) => resource.kind === 'MCPBackend')).toMatchObject({
        state: 'Revoked',
        error: { code: 'stands-again' },
      })
    }
    expect((await plane.kubectl(['get', 'mcpbackend/fs', '-n', NAMESPACE, '-o', 'json'])).stdout).toBe(before)
  })

  it('is told, too, where it was revoked in the folder alone', async () => {
    await ok('revoke', 'fs', '--local')
    const run = await agentgw('diff')
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toMatch(/revoked in the folder alone .*\[still-live\]/)
  })
})
