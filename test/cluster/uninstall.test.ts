/** `uninstall` as a user runs it, against a real API server. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import { parse } from '../../src/manifest/parse.ts'
import { prepareUninstall, uninstall as runUninstall } from '../../src/operations/uninstall.ts'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { clock, kubectlOutcome, must, objectOf, startWithKinds } from './lock-cluster.ts'

const OWN = 'clusterrole,role,validatingadmissionpolicy,validatingadmissionpolicybinding,crd'
const BACKENDS = 'mcpbackends.agentgateway.dev'

let plane: ControlPlane
/** The namespace controller's part, which no test control plane has: it empties a namespace and lets it go. */
let stopped = false
let controller: Promise<void>

const finishNamespaces = async (): Promise<void> => {
  while (!stopped) {
    const { stdout } = await plane.kubectl(['get', 'namespace', 'agentgw-system', '-o', 'json'])
    const namespace = JSON.parse(stdout || '{}') as { metadata?: { deletionTimestamp?: string } }
    if (namespace.metadata?.deletionTimestamp !== undefined) {
      for (const kind of ['secrets', 'configmaps', 'roles'])
        await plane.kubectl(['delete', kind, '--all', '-n', 'agentgw-system'])
      const input = JSON.stringify({ ...namespace, spec: { finalizers: [] } })
      const path = '/api/v1/namespaces/agentgw-system/finalize'
      await plane.kubectl(['replace', '--raw', path, '-f', '-'], { input })
    }
    await sleep(100)
  }
}

beforeAll(async () => {
  plane = await startWithKinds()
  controller = finishNamespaces()
  await must(plane, ['create', 'namespace', 'a'])
})
afterAll(async () => {
  stopped = true
  await controller
  await plane.stop()
})

const cli = (...args: string[]) => runCli(args, { env: { KUBECONFIG: plane.kubeconfig } })
const install = async (): Promise<void> => {
  expect(await cli('install', '--force-conflicts')).toMatchObject({ code: 0, stderr: '' })
}

const names = async (): Promise<string[]> => {
  const selector = 'agentgw.dev/part-of=kubectl-agentgw'
  const own = await must(plane, ['get', `${OWN},namespace`, '-A', '-l', selector, '-o', 'name'])
  return own.trim().split('\n').filter(Boolean)
}

/** The summary's counts that are not 0, of a run that must end with `code`. */
const outcome = async (code: number, ...args: string[]): Promise<Record<string, number>> => {
  const result = await cli('uninstall', '-o', 'json', ...args)
  expect(result.code, result.stderr).toBe(code)
  const report = conforms('uninstall', result.stdout) as { summary: Record<string, number> }
  return Object.fromEntries(Object.entries(report.summary).filter(([, count]) => count > 0))
}

const create = (object: unknown): Promise<string> =>
  must(plane, ['create', '-f', '-'], JSON.stringify(object))

const refused = async (code: string, ...args: string[]): Promise<string> => {
  const before = await names()
  const { code: exit, stdout, stderr } = await cli('uninstall', ...args)
  expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' })
  expect(stderr).toMatch(new RegExp(`^error: .*\\[${code}\\]\\nhint: .+\\n$`))
  expect(await names()).toEqual(before)
  return stderr
}

beforeEach(install)

describe('uninstall', () => {
  it.each(['client', 'server'])('--dry-run=%s says what would go, and deletes nothing', async (how) => {
    const before = await names()
    expect(await outcome(0, `--dry-run=${how}`)).toEqual({ deleted: 9, kept: 2 })
    expect(await outcome(0, '--include-lock', `--dry-run=${how}`)).toEqual({ deleted: 11 })
    expect(await outcome(0, '--crds-only', `--dry-run=${how}`)).toEqual({ deleted: 2 })
    expect(await names()).toEqual(before)
  })

  it('--print prints without a cluster what goes, the namespace last', async () => {
    const printed = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await runCli(['uninstall', '--print', ...args])
      return parse('-', stdout).documents.map(({ value }) => (value as { kind: string }).kind)
    }
    expect(await printed()).toHaveLength(9)
    expect((await printed()).at(-1)).toBe('Namespace')
    expect(await printed('--include-lock')).toHaveLength(11)
    expect(await printed('--crds-only')).toEqual(['CustomResourceDefinition', 'CustomResourceDefinition'])
  })

  it('takes away all but the lock, tells each, and a second time finds nothing to do', async () => {
    const { code, stdout, stderr } = await cli('uninstall')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const told = stdout.trimEnd().split('\n')
    expect(told.filter((line) => line.endsWith(' deleted'))).toHaveLength(9)
    expect(told.filter((line) => line.includes(' kept: while nothing is locked'))).toHaveLength(2)
    expect((await names()).every((name) => name.endsWith('/agentgw-revocations'))).toBe(true)
    expect(await names()).toHaveLength(2)
    expect(await outcome(0)).toEqual({ kept: 2, absent: 9 })
    // What the lock's policy would match is free.
    await create(objectOf('AgentgatewayBackend', 'a', 'free'))
    await must(plane, ['delete', 'agentgatewaybackend', 'free', '-n', 'a'])
  })

  it('and the lock of the next install holds on the same API server', async () => {
    expect(await outcome(0)).toMatchObject({ deleted: 9 })
    // The API server takes stock of policies once a second.
    await sleep(3000)
    await install()
    const backend = objectOf('MCPBackend', 'a', 'again')
    await create(backend)
    expect(await cli('revoke', 'again', '-n', 'a', '--reason', 'test')).toMatchObject({ code: 0 })
    const input = JSON.stringify(backend)
    expect(await kubectlOutcome(plane, ['create', '-f', '-'], { input })).toBe('agentgw-revocations')
    expect(await cli('restore', 'again', '-n', 'a')).toMatchObject({ code: 0 })
    await must(plane, ['delete', 'mcpbackend', 'again', '-n', 'a'])
  })

  it('changes nothing while something is revoked, or locked by hand', async () => {
    await create(objectOf('MCPBackend', 'a', 'cut'))
    expect(await cli('revoke', 'cut', '-n', 'a', '--reason', 'test')).toMatchObject({ code: 0 })
    for (const flags of [[], ['--delete-objects'], ['--crds-only'], ['--dry-run']])
      expect(await refused('revocations-stand', ...flags)).toContain('kubectl agentgw restore ')
    expect(await cli('restore', 'cut', '-n', 'a')).toMatchObject({ code: 0 })
    await must(plane, ['delete', 'mcpbackend', 'cut', '-n', 'a'])
    const locks = ['configmap', 'revoked-a', '-n', 'agentgw-system']
    const lock = '{"data":{"mcpbackends.by-hand":"x"}}'
    await must(plane, ['patch', ...locks, '--type=merge', '-p', lock])
    await refused('revocations-stand')
    await must(plane, ['delete', ...locks])
  })

  it('deletes objects with their kinds only where that is said', async () => {
    for (const name of ['one', 'two']) await create(objectOf('MCPBackend', 'a', name))
    const told = await refused('objects-stand')
    expect(told).toContain('mcpbackend/one -n a, mcpbackend/two -n a')
    expect(told).toContain('--delete-objects')
    const { code, stderr } = await cli('uninstall', '--crds-only', '--delete-objects')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'note: 2 MCPBackends and AIRoutes go with their kinds\n',
    })
    expect((await names()).some((name) => name.startsWith('customresourcedefinition'))).toBe(false)
    expect(await names()).toHaveLength(9)
    await install()
    expect(await must(plane, ['get', 'mcpbackends', '-A', '-o', 'name'])).toBe('')
  })

  it('leaves alone what others own, and says whose it is', async () => {
    const role = ['clusterrole', 'agentgw-responder']
    await must(plane, ['label', ...role, 'agentgw.dev/part-of-'])
    await must(plane, ['annotate', 'crd', BACKENDS, 'meta.helm.sh/release-name=gw'])
    await create(objectOf('MCPBackend', 'a', 'stays'))
    await must(plane, ['create', 'secret', 'generic', 'theirs', '-n', 'agentgw-system'])
    const { code, stdout } = await cli('uninstall')
    expect(code).toBe(0)
    expect(stdout).toContain('clusterrole/agentgw-responder kept: somebody else put it there\n')
    expect(stdout).toContain(`${BACKENDS} kept: Helm holds it (Release gw)`)
    expect(stdout).toContain('namespace/agentgw-system kept: others have things in it: secret/theirs\n')
    expect(await must(plane, ['get', 'mcpbackend', '-n', 'a', '-o', 'name'])).toContain('stays')
    await must(plane, ['delete', 'mcpbackend', 'stays', '-n', 'a'])
    await must(plane, ['annotate', 'crd', BACKENDS, 'meta.helm.sh/release-name-'])
    await must(plane, ['delete', 'secret', 'theirs', '-n', 'agentgw-system'])
    await must(plane, ['delete', ...role])
    expect(await outcome(0)).toMatchObject({ kept: 2 })

    await must(plane, ['create', 'namespace', 'agentgw-system'])
    await install()
    expect((await cli('uninstall')).stdout).toContain(
      'namespace/agentgw-system kept: somebody else made it (kubectl-create)\n',
    )
    await must(plane, ['delete', 'namespace', 'agentgw-system'])
  })

  it('leaves a newer version alone', async () => {
    const newer = ['crd', BACKENDS, '--overwrite', 'agentgw.dev/version=9.0.0']
    await must(plane, ['annotate', ...newer])
    await refused('newer-installed')
    await must(plane, ['annotate', 'crd', BACKENDS, '--overwrite', 'agentgw.dev/version=0.1.0'])
  })

  it('names the right that a user lacks', async () => {
    const { code, stderr } = await cli('uninstall', '--kubeconfig', plane.user('dora'))
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error: .*dora.*\[forbidden\]/)
  })
})

describe('uninstall, disturbed', () => {
  const prepare = async () => {
    const cluster = await connect({ kubeconfig: plane.kubeconfig, env: {} })
    const choice = { deleteObjects: false, includeLock: false }
    return { cluster, prepared: await prepareUninstall({ root: ROOT, crdsOnly: false, cluster, ...choice }) }
  }
  const holdBackends = (finalizers: string[]): Promise<string> =>
    must(plane, [
      'patch',
      'crd',
      BACKENDS,
      '--type=json',
      '-p',
      JSON.stringify([{ op: 'add', path: '/metadata/finalizers', value: finalizers }]),
    ])

  it('does not delete what was put in the place of what it saw', async () => {
    const { cluster, prepared } = await prepare()
    const role = 'agentgw-operator'
    await must(plane, ['delete', 'clusterrole', role])
    await must(plane, ['create', 'clusterrole', role, '--verb=get', '--resource=pods'])
    const objects = await runUninstall(prepared, { cluster, dryRun: 'none', clock })
    expect(objects.filter(({ state }) => state === 'failed')).toMatchObject([
      { ref: { kind: 'ClusterRole', name: role }, error: { code: 'changed-meanwhile' } },
    ])
    expect(objects.filter(({ state }) => state === 'deleted')).toHaveLength(8)
    await must(plane, ['delete', 'clusterrole', role])
  })

  it('tells what is under way where the waiting is cut off, and begins nothing more', async () => {
    await holdBackends(['agentgw.dev/test'])
    const { cluster, prepared } = await prepare()
    const interrupted = new AbortController()
    const objects = await runUninstall(prepared, {
      cluster,
      dryRun: 'none',
      clock: {
        now: () => 0,
        sleep: (ms) => {
          interrupted.abort()
          return sleep(ms)
        },
      },
      signal: interrupted.signal,
    })
    const of = (state: string) =>
      objects.filter((object) => object.state === state).map(({ ref }) => ref.name)
    expect(of('deleting')).toContain(BACKENDS)
    expect(of('skipped')).toHaveLength(7)
    await holdBackends([])
    expect(await outcome(0)).toMatchObject({ kept: 2 })
  })

  it('gives up after a minute on what does not go, and names what holds it', async () => {
    await holdBackends(['agentgw.dev/test', 'customresourcecleanup.apiextensions.k8s.io'])
    const { cluster, prepared } = await prepare()
    let time = 0
    const quick = { now: () => time, sleep: (ms: number) => ((time += ms * 10), sleep(ms)) }
    const objects = await runUninstall(prepared, { cluster, dryRun: 'none', clock: quick })
    const [failed] = objects.filter(({ state }) => state === 'failed')
    expect(failed).toMatchObject({ ref: { name: BACKENDS }, error: { code: 'not-gone', exit: 3 } })
    expect(failed?.error?.message).toContain('agentgw.dev/test')
    await holdBackends([])
  })
})

// The last: this API server enforces no lock any more.
describe('uninstall --include-lock', () => {
  it('takes the policy too, and then a lock holds only after a restart, which revoke sees', async () => {
    expect(await outcome(0, '--include-lock')).toMatchObject({ deleted: 11 })
    expect(await names()).toEqual([])
    await sleep(3000)
    await install()
    await create(objectOf('MCPBackend', 'a', 'unlocked'))
    const { code, stderr } = await cli('revoke', 'unlocked', '-n', 'a', '--reason', 'test')
    expect(code).toBe(3)
    expect(stderr).toContain('[lock-not-enforced]')
  })
})
