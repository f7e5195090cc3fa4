/** Of each verb: what `doctor` says to the holder of a role, and what the verb then does, are the same. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Resource } from '../../src/model/resource.ts'
import type { Role } from '../../src/plan/rights/right.ts'
import { commandOf, type Verb, VERBS } from '../../src/plan/rights/rights.ts'
import { startCli } from '../cli/run-live.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { must, startLockable } from './lock-cluster.ts'

let plane: ControlPlane
let root: string
let namespace: string
let namespaces = 0

beforeAll(async () => {
  plane = await startLockable()
  root = mkdtempSync(join(tmpdir(), 'agentgw-rights-'))
  mkdirSync(join(root, 'manifests'))
}, 240_000)
afterAll(async () => {
  rmSync(root, { recursive: true, force: true })
  await plane.stop()
})

const objectsOf = (args: readonly string[]): Resource[] => [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace },
    spec: { gatewayClassName: 'agentgateway', listeners: [{ name: 'http', port: 8080, protocol: 'HTTP' }] },
  },
  {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'MCPBackend',
    metadata: { name: 'fs', namespace },
    spec: { mcp: { stdio: { cmd: 'npx', args: [...args] } } },
  },
  {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'AIRoute',
    metadata: { name: 'fs', namespace },
    spec: {
      parentRefs: [{ name: 'gw' }],
      rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: 'fs' }] }],
    },
  },
]

const write = (...args: string[]): void => {
  writeFileSync(join(root, 'manifests/all.yaml'), stringify(objectsOf(args)))
}

const agentgw = (kubeconfig: string, ...args: string[]): Promise<ExecResult> =>
  runCli(args, { cwd: root, env: { KUBECONFIG: kubeconfig } })

const asAdmin = async (...args: string[]): Promise<void> => {
  const { code, stderr } = await agentgw(plane.kubeconfig, ...args)
  expect(code, stderr).toBe(0)
}

/** A user with no rights but those of the role, bound as docs/install-rbac.md says. */
const holderOf = async (role: Role, isEverywhere: boolean): Promise<string> => {
  const name = `${role}-${namespace}`
  const user = `--user=${name}`
  await must(
    plane,
    isEverywhere
      ? ['create', 'clusterrolebinding', name, `--clusterrole=${role}`, user]
      : ['create', 'rolebinding', name, '-n', namespace, `--clusterrole=${role}`, user],
  )
  await must(plane, ['create', 'rolebinding', name, '-n', 'agentgw-system', `--role=${role}`, user])
  return plane.user(name)
}

const CHANGE = '[{"op":"add","path":"/spec/mcp/stdio/args/-","value":"two"}]'
const change = (): Promise<string> =>
  must(plane, ['patch', 'mcpbackend', 'fs', '-n', namespace, '--type=json', '-p', CHANGE])

/** Runs the verb where it has something to do; undefined where it did that, else what it said. */
type Attempt = (kubeconfig: string) => Promise<string | undefined>

const exits =
  (code: number, ...args: string[]): Attempt =>
  async (kubeconfig) => {
    const run = await agentgw(kubeconfig, ...args)
    return run.code === code ? undefined : `exit ${run.code}: ${run.stdout}${run.stderr}`
  }

const watch: Attempt = async (kubeconfig) => {
  const run = startCli(['watch', '-o', 'json'], root, { KUBECONFIG: kubeconfig })
  await run.until('stdout', '"watching"')
  write('one', 'two')
  await Promise.race([run.until('stdout', '"configured"'), run.until('stdout', '"failed"')])
  run.child.kill('SIGTERM')
  await run.ended
  return run.printed.stdout.includes('"failed"') ? run.printed.stdout : undefined
}

/** Nothing is left revoked for the next one. */
const restored =
  (attempt: Attempt): Attempt =>
  async (kubeconfig) => {
    const failure = await attempt(kubeconfig)
    await asAdmin('restore', '--all', '--yes')
    return failure
  }

const ATTEMPTS: Readonly<Record<Verb, Attempt>> = {
  get: exits(0, 'get'),
  diff: (kubeconfig) => {
    write('one', 'two')
    return exits(1, 'diff')(kubeconfig)
  },
  status: (kubeconfig) => {
    write('one', 'two')
    return exits(1, 'status')(kubeconfig)
  },
  apply: (kubeconfig) => {
    write('one', 'two')
    return exits(0, 'apply')(kubeconfig)
  },
  pull: async (kubeconfig) => {
    await change()
    return exits(0, 'pull')(kubeconfig)
  },
  watch,
  revoke: restored(exits(0, 'revoke', 'fs', '--yes')),
  restore: restored(async (kubeconfig) => {
    await asAdmin('revoke', 'fs', '--yes')
    return exits(0, 'restore', 'fs', '--yes')(kubeconfig)
  }),
  drill: restored(exits(0, 'revoke', 'fs', '--drill', '--yes')),
  install: exits(0, 'install'),
  uninstall: exits(0, 'uninstall', '--yes', '--delete-objects'),
}

/** These leave everything as it was; those where they are refused, too: neither does anything before it. */
const READS: readonly Verb[] = ['get', 'diff', 'status']
const REFUSED: readonly Verb[] = ['apply', 'watch', 'install', 'uninstall']

const SEES: readonly Verb[] = ['get', 'diff', 'status', 'pull', 'revoke']
const ACTS = VERBS.filter((verb) => verb !== 'uninstall')

describe.each<[Role, string, boolean, readonly Verb[]]>([
  ['agentgw-responder', 'everywhere', true, SEES],
  ['agentgw-responder', 'in one namespace', false, SEES],
  ['agentgw-operator', 'everywhere', true, ACTS],
  ['agentgw-operator', 'in one namespace', false, ACTS.filter((verb) => verb !== 'install')],
])('%s %s', (role, _, isEverywhere, works) => {
  let holder: string

  beforeAll(async () => {
    namespace = `team-${++namespaces}`
    writeFileSync(join(root, 'agentgw.yaml'), `name: ${namespace}\nnamespace: ${namespace}\n`)
    await must(plane, ['create', 'namespace', namespace])
    holder = await holderOf(role, isEverywhere)
  })

  let asFound = false

  /** Whatever the one before has left. */
  beforeEach(async () => {
    write('one')
    if (!asFound) await asAdmin('apply', '--force-conflicts')
    asFound = false
  })

  it('is told which verbs work', async () => {
    const { stdout } = await agentgw(holder, 'doctor', '-o', 'json')
    const { summary } = JSON.parse(stdout) as { summary: { works: string[] } }
    expect(summary.works).toEqual(works.map(commandOf))
    asFound = true
  })

  it.each(VERBS)('%s', async (verb) => {
    const failure = await ATTEMPTS[verb](holder)
    asFound = READS.includes(verb) || (failure !== undefined && REFUSED.includes(verb))
    if (works.includes(verb)) expect(failure).toBeUndefined()
    else expect(failure).toMatch(/forbidden|missing-right/)
  })
})
