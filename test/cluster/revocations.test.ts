/** The journal of the kill switch as others read it: the record, the Events, the line of the audit log. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { digestOf } from '../../src/model/digest.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import { conforms } from '../cli/conforms.ts'
import { runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const SECRET = 'hunter2hunter2'

let plane: ControlPlane
let root: string

beforeAll(async () => {
  plane = await startControlPlane()
  await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
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
  await plane.kubectl(['delete', 'secret,configmap', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'mcpbackend,airoute', '--all', '-A'])
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
    expect(existsSync(join(root, '.agentgw/revoked'))).toBe(false)
    await ok('revoke', 'fs', '--dry-run')
    await ok('revoke', 'fs', ...WHY)
  })
})

describe('an object that stands again', () => {
  it('is told by revocations', async () => {
    await ok('revoke', 'fs', '--no-lock')
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
    await ok('revoke', 'fs', '--no-lock')
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

interface Event {
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid?: string }
  readonly reason: string
  readonly type: string
  readonly message: string
  readonly reportingComponent: string
}
const events = async (): Promise<Event[]> => {
  const { stdout } = await plane.kubectl(['get', 'events', '-n', NAMESPACE, '-o', 'json'])
  const { items } = JSON.parse(stdout) as { items: Event[] }
  return items.sort(
    (a, b) => a.involvedObject.kind.localeCompare(b.involvedObject.kind) || a.reason.localeCompare(b.reason),
  )
}
const uidOf = async (what: string): Promise<string> =>
  (await plane.kubectl(['get', what, '-n', NAMESPACE, '-o', 'jsonpath={.metadata.uid}'])).stdout
const auditLines = (file = '.agentgw/audit.jsonl'): Record<string, unknown>[] =>
  readFileSync(join(root, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('what others get to know', () => {
  it('is an Event on each object, which kubectl shows by the object', async () => {
    const before = await uidOf('mcpbackend/fs')
    conforms('revoke', await ok('revoke', 'fs', ...WHY, '-o', 'json'))
    const [one] = await journal()
    const revoked = await events()
    const message = `Revoked by admin: reads what it should not (revocation ${one!.id})`
    expect(revoked).toMatchObject([
      { involvedObject: { kind: 'AIRoute', name: 'fs' }, reason: 'Revoked', type: 'Warning', message },
      { involvedObject: { kind: 'MCPBackend', uid: before }, message, reportingComponent: 'kubectl-agentgw' },
    ])
    // Events know whole seconds, and kubectl has no order for those of the same one.
    await sleep(1000)
    conforms('restore', await ok('restore', 'fs', '-o', 'json'))
    const after = await uidOf('mcpbackend/fs')
    expect((await events()).filter(({ reason }) => reason === 'Restored')).toMatchObject([
      { involvedObject: { kind: 'AIRoute' }, type: 'Normal' },
      {
        involvedObject: { kind: 'MCPBackend', uid: after },
        message: `Restored by admin (revocation ${one!.id})`,
      },
    ])
    expect(after).not.toBe(before)
    const shown = await plane.kubectl(['events', '-n', NAMESPACE, '--for', 'mcpbackend/fs'])
    expect(shown.stdout).toMatch(/Revoked[^]*Restored/)
  })

  it('is one Event for all of a namespace where they are many', async () => {
    const many = Array.from({ length: 60 }, (_, i) => route(`way-${i}`, ['fs']))
    await plane.kubectl(['apply', '-f', '-'], { input: stringify(many) })
    await ok('revoke', 'mcpbackend/fs', ...WHY)
    const written = await events()
    expect(written).toHaveLength(1)
    expect(written[0]!.message).toContain('with 61 more of this namespace')
  })

  it('is a line of the audit log, readable for its owner alone, without a secret; none where nothing was done', async () => {
    await ok('revoke', 'fs', ...WHY)
    await ok('revoke', 'fs', ...WHY)
    await ok('restore', 'fs')
    await ok('restore', 'fs')
    const [one] = await journal()
    const target = { kind: 'MCPBackend', namespace: NAMESPACE, name: 'fs', revocation: one!.id }
    for (const line of auditLines()) conforms('kill-switch-audit', JSON.stringify(line))
    expect(auditLines()).toMatchObject([
      {
        action: 'revoke',
        revocations: [one!.id],
        who: 'admin',
        reason: 'reads what it should not',
        incident: 'https://pager.example.com/4711',
        cluster: { server: plane.url },
        targets: [
          { ...target, cluster: 'removed', folder: 'removed', verdict: 'removed (not probed)' },
          { kind: 'AIRoute' },
        ],
      },
      {
        action: 'restore',
        revocations: [one!.id],
        targets: [{ ...target, cluster: 'restored' }, { kind: 'AIRoute' }],
      },
    ])
    expect(readFileSync(join(root, '.agentgw/audit.jsonl'), 'utf8')).not.toContain(SECRET)
    expect(statSync(join(root, '.agentgw/audit.jsonl')).mode & 0o777).toBe(0o600)
  })

  it('goes to the file that is named, after what a full disk left of a line', async () => {
    writeFileSync(join(root, 'log'), '{"half')
    await ok('revoke', 'fs', '--audit-log', 'log')
    expect(existsSync(join(root, '.agentgw/audit.jsonl'))).toBe(false)
    const [half, line] = readFileSync(join(root, 'log'), 'utf8').split('\n')
    expect([half, JSON.parse(line!)]).toMatchObject(['{"half', { action: 'revoke' }])
  })

  it('is a note where it can not be told, and the revocation is done all the same', async () => {
    const grants = [
      ['kinds', '*', 'mcpbackends.agentgateway.dev,airoutes.agentgateway.dev'],
      ['secrets', '*', 'secrets'],
    ] as const
    for (const [name, verb, resource] of grants) {
      await plane.kubectl([
        'create',
        'clusterrole',
        `quiet-${name}`,
        `--verb=${verb}`,
        `--resource=${resource}`,
      ])
      await plane.kubectl([
        'create',
        'clusterrolebinding',
        `quiet-${name}`,
        `--clusterrole=quiet-${name}`,
        '--user=quiet',
      ])
    }
    mkdirSync(join(root, '.agentgw/audit.jsonl'), { recursive: true })
    const run = await runCli(['revoke', 'fs', '--no-lock', '-o', 'json'], {
      cwd: root,
      env: { KUBECONFIG: plane.user('quiet') },
    })
    expect(run, run.stderr).toMatchObject({ code: 0 })
    const { notes } = JSON.parse(run.stdout) as { notes: string[] }
    expect(notes).toEqual([
      expect.stringContaining('[forbidden]'),
      expect.stringContaining('[file-unwritable]'),
    ])
    expect(run.stderr).toContain('note: an Event could not be written')
  })
})

describe('who syncs it', () => {
  it('is told before anything is changed, with what Git needs, and at the end', async () => {
    const labels = [
      'kustomize.toolkit.fluxcd.io/name=apps',
      'kustomize.toolkit.fluxcd.io/namespace=flux-system',
    ]
    await plane.kubectl(['label', 'mcpbackend/fs', 'airoute/fs', '-n', NAMESPACE, ...labels])
    const preview = await ok('revoke', 'fs', '--dry-run', '-o', 'json')
    conforms('kill-switch-plan', preview)
    const owners = [
      {
        tool: 'Flux',
        kind: 'Kustomization',
        name: 'apps',
        namespace: 'flux-system',
        documents: [{ files: ['manifests/fs.yaml'] }, { files: ['manifests/fs.yaml'] }],
        pause: ['flux suspend kustomization apps -n flux-system'],
      },
    ]
    expect(JSON.parse(preview)).toMatchObject({ owners })
    const run = await agentgw('revoke', 'fs', '-o', 'json')
    conforms('revoke', run.stdout)
    expect(JSON.parse(run.stdout)).toMatchObject({ owners })
    expect(run.stderr).toMatch(
      /Flux Kustomization apps -n flux-system holds[^]*flux suspend[^]*note: Flux Kustomization apps/,
    )
    expect((await agentgw('restore', 'fs')).stderr).toContain('flux resume kustomization apps -n flux-system')
  })

  it('is known by the managers of fields as the API server writes them, where nothing else tells', async () => {
    const applied = async (name: string, manager: string, annotations: Record<string, string> = {}) => {
      const input = JSON.stringify(backend(name, { annotations }))
      await plane.kubectl(['apply', '--server-side', `--field-manager=${manager}`, '-f', '-'], { input })
      const preview = await ok('revoke', `mcpbackend/${name}`, '--dry-run', '-o', 'json')
      return (JSON.parse(preview) as { owners: unknown[] }).owners
    }
    const flux = await applied('by-flux', 'kustomize-controller')
    expect(flux).toMatchObject([{ tool: 'Flux', kind: 'Kustomization', documents: [{ files: [] }] }])
    expect(flux[0]).not.toHaveProperty('name')
    const id = `tools:agentgateway.dev/MCPBackend:${NAMESPACE}/by-argo`
    const argo = await applied('by-argo', 'argocd-controller', { 'argocd.argoproj.io/tracking-id': id })
    expect(argo).toMatchObject([
      { tool: 'Argo CD', name: 'tools', pause: ['argocd app set tools --sync-policy none'] },
    ])
    expect(await applied('by-hand', 'kubectl')).toEqual([])
  })
})

describe('what is revoked and still stands', () => {
  it('is told as not complete where the revoke could not begin in the cluster', async () => {
    // The last test of this file: it is never gone, since no namespace controller runs here.
    await plane.kubectl(['delete', 'namespace', 'agentgw-system', '--wait=false'])
    const revoke = await agentgw('revoke', 'fs', '--yes', '--reason', 'test')
    expect(revoke.code).toBe(3)
    expect(revoke.stderr).toContain('the namespace is being deleted [namespace-missing]')
    const run = await agentgw('diff')
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toMatch(/revoked but not completely .*\[still-live\]/)
  })
})
