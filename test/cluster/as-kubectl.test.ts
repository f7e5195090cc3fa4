/** Who one is, by a table of kubeconfigs and flags: kubectl itself says what is right. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Overrides } from '../../src/cluster/overrides.ts'
import { runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { exec } from '../setup/exec.ts'
import { config, type Entry, entriesOf, writer } from './kubeconfigs.ts'
import { startProxy } from './servers.ts'

interface Case {
  /** Of KUBECONFIG. */
  readonly files: readonly string[]
  readonly context?: string
  readonly flags?: Overrides
}

interface Whoami {
  readonly status: { readonly userInfo: { readonly username: string; readonly groups: readonly string[] } }
}

let plane: ControlPlane
let directory: string
let write: ReturnType<typeof writer>
let admin: { cluster: Entry; user: Entry }
const tokens: Record<string, string> = {}

beforeAll(async () => {
  plane = await startControlPlane()
  directory = join(plane.directory, 'as-kubectl')
  mkdirSync(join(directory, 'pki'), { recursive: true })
  write = writer(directory)
  admin = entriesOf(plane.kubeconfig)
  for (const name of ['robot', 'other']) {
    await plane.kubectl(['create', 'serviceaccount', name])
    tokens[name] = (await plane.kubectl(['create', 'token', name])).stdout.trim()
  }
  const pem = (text: unknown): string => Buffer.from(text as string, 'base64').toString()
  write(pem(admin.cluster['certificate-authority-data']), 'pki/ca.crt')
  write(pem(admin.user['client-certificate-data']), 'pki/user.crt')
  write(pem(admin.user['client-key-data']), 'pki/user.key')
  write(`${tokens['robot']}\n`, 'pki/token')
})
afterAll(() => plane.stop())

const pki = (name: string): string => join(directory, 'pki', name)

const flagWords = (flags: Overrides): string[] =>
  Object.entries(flags).flatMap(([name, value]) => [value].flat().map((one) => `--${name}=${String(one)}`))

/** `USER (GROUPS)`, or `refused`. */
const told = ({ status }: Whoami): string =>
  `${status.userInfo.username} (${status.userInfo.groups.join(' ')})`

const asKubectl = async ({ files, context, flags = {} }: Case): Promise<string> => {
  const words = [...(context === undefined ? [] : [`--context=${context}`]), ...flagWords(flags)]
  const { code, stdout } = await exec(plane.kubectlPath, ['auth', 'whoami', '-o', 'json', ...words], {
    cwd: directory,
    env: { HOME: directory, PATH: process.env['PATH'], KUBECONFIG: files.join(delimiter) },
  })
  return code === 0 ? told(JSON.parse(stdout) as Whoami) : 'refused'
}

const asWe = async ({ files, context, flags = {} }: Case): Promise<string> => {
  const env = { HOME: directory, KUBECONFIG: files.join(delimiter) }
  try {
    const cluster = await connect({ ...flags, context, env })
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} }
    const answer = told((await cluster.create(review as never)) as unknown as Whoami)
    expect(answer.split(' ')[0]).toBe(await cluster.whoAmI())
    return answer
  } catch (error) {
    expect(error).toMatchObject({ code: expect.any(String) as string })
    return 'refused'
  }
}

const fileOf = (user: Entry, cluster: Entry = admin.cluster): readonly string[] => [
  write(config(cluster, user)),
]

const plugin = (apiVersion: string, more: Entry = {}, status: Entry = { token: tokens['robot'] }): Entry => {
  const name = `plugin-${Object.keys(more).join('-')}-${apiVersion.replaceAll('/', '-')}.sh`
  const credential = JSON.stringify({ apiVersion, kind: 'ExecCredential', status })
  writeFileSync(join(directory, name), `#!/bin/sh\necho '${credential}'\n`)
  chmodSync(join(directory, name), 0o755)
  return { exec: { apiVersion, command: `./${name}`, ...more } }
}
const V1 = 'client.authentication.k8s.io/v1'
const V1BETA1 = 'client.authentication.k8s.io/v1beta1'

const cases: Record<string, () => Case> = {
  'a client certificate': () => ({ files: fileOf(admin.user) }),
  'files by paths relative to the kubeconfig': () => ({
    files: fileOf(
      { 'client-certificate': 'pki/user.crt', 'client-key': './pki/user.key' },
      { server: plane.url, 'certificate-authority': 'pki/ca.crt' },
    ),
  }),
  'several files that clash, one missing': () => ({
    files: [
      write({
        contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
        users: [{ name: 'u', user: { token: tokens['robot'] } }],
      }),
      '/nowhere/config',
      write({ ...config(admin.cluster, admin.user, 'one'), 'current-context': 'two' }),
      write({ 'current-context': 'one', users: [{ name: 'u', user: { token: tokens['other'] } }] }),
    ],
    context: 'one',
  }),
  'the current context of the first file that has one': () => ({
    files: [
      write({ 'current-context': 'two' }),
      write({
        ...config(admin.cluster, admin.user, 'one'),
        contexts: [
          { name: 'one', context: { cluster: 'c', user: 'u' } },
          { name: 'two', context: { cluster: 'c', user: 'v' } },
        ],
        users: [
          { name: 'u', user: admin.user },
          { name: 'v', user: { token: tokens['other'] } },
        ],
      }),
    ],
  }),
  'a token in a file outranks a token': () => ({
    files: fileOf({ tokenFile: 'pki/token', token: tokens['other'] }),
  }),
  'a plugin of v1': () => ({ files: fileOf(plugin(V1, { interactiveMode: 'Never' })) }),
  'a plugin of v1beta1 without interactiveMode': () => ({ files: fileOf(plugin(V1BETA1)) }),
  'a plugin of v1 without interactiveMode': () => ({ files: fileOf(plugin(V1)) }),
  'a plugin that must ask where nobody is': () => ({
    files: fileOf(plugin(V1, { interactiveMode: 'Always' })),
  }),
  'a plugin of an unknown interactiveMode': () => ({
    files: fileOf(plugin(V1, { interactiveMode: 'Sometimes' })),
  }),
  'a plugin of v1alpha1': () => ({
    files: fileOf(plugin('client.authentication.k8s.io/v1alpha1', { interactiveMode: 'Never' })),
  }),
  'a plugin that answers in another version': () => {
    const { exec: entry } = plugin(V1BETA1, { interactiveMode: 'IfAvailable' }) as { exec: Entry }
    return { files: fileOf({ exec: { ...entry, apiVersion: V1 } }) }
  },
  'a plugin that prints half a certificate': () => ({
    files: fileOf(plugin(V1, { interactiveMode: 'Never', args: [] }, { clientCertificateData: 'x' })),
  }),
  'a plugin and --token': () => ({
    files: fileOf(plugin(V1, { interactiveMode: 'Never' })),
    flags: { token: tokens['other']! },
  }),
  'a client certificate and --token': () => ({
    files: fileOf(admin.user),
    flags: { token: tokens['other']! },
  }),
  'a token and --token': () => ({
    files: fileOf({ token: tokens['robot'] }),
    flags: { token: tokens['other']! },
  }),
  'a token and --client-certificate': () => ({
    files: fileOf({ token: tokens['robot'] }),
    flags: { 'client-certificate': pki('user.crt'), 'client-key': pki('user.key') },
  }),
  'a certificate without its key': () => ({
    files: fileOf({ token: tokens['robot'] }),
    flags: { 'client-certificate': pki('user.crt') },
  }),
  'acting as another in the file': () => ({
    files: fileOf({ ...admin.user, as: 'jane', 'as-groups': ['dev', 'ops'] }),
  }),
  'acting as another by flags': () => ({
    files: fileOf(admin.user),
    flags: { as: 'bob', 'as-group': ['a', 'b'], 'as-uid': '7', 'as-user-extra': ['why=x', 'why=y=z'] },
  }),
  'acting as another than the file says: its groups stay': () => ({
    files: fileOf({ ...admin.user, as: 'jane', 'as-groups': ['dev'] }),
    flags: { as: 'bob' },
  }),
  'groups by flag, the user by file': () => ({
    files: fileOf({ ...admin.user, as: 'jane', 'as-groups': ['dev'] }),
    flags: { 'as-group': ['ops'] },
  }),
  'groups without a user': () => ({ files: fileOf(admin.user), flags: { 'as-group': ['ops'] } }),
  'acting as another without the right to': () => ({
    files: fileOf({ token: tokens['robot'] }),
    flags: { as: 'bob' },
  }),
  '--user': () => ({
    files: [
      write({
        ...config(admin.cluster, admin.user),
        users: [
          { name: 'u', user: admin.user },
          { name: 'v', user: { token: tokens['other'] } },
        ],
      }),
    ],
    flags: { user: 'v' },
  }),
  '--user that is none': () => ({ files: fileOf(admin.user), flags: { user: 'v' } }),
  '--cluster': () => ({
    files: [
      write({
        ...config({ server: 'https://127.0.0.1:1' }, admin.user),
        clusters: [
          { name: 'c', cluster: { server: 'https://127.0.0.1:1' } },
          { name: 'd', cluster: admin.cluster },
        ],
      }),
    ],
    flags: { cluster: 'd' },
  }),
  '--cluster that is none': () => ({ files: fileOf(admin.user), flags: { cluster: 'd' } }),
  '--cluster and --user without a context': () => ({
    files: [write({ ...config(admin.cluster, admin.user), 'current-context': '', contexts: [] })],
    flags: { cluster: 'c', user: 'u' },
  }),
  '--server, and no kubeconfig at all': () => ({
    files: ['/nowhere'],
    flags: { server: plane.url, 'certificate-authority': pki('ca.crt'), token: tokens['other']! },
  }),
  '--server clears tls-server-name': () => ({
    files: fileOf(admin.user, { ...admin.cluster, 'tls-server-name': 'example.com' }),
    flags: { server: plane.url },
  }),
  'a wrong tls-server-name': () => ({
    files: fileOf(admin.user, { ...admin.cluster, 'tls-server-name': 'example.com' }),
  }),
  '--tls-server-name': () => ({
    files: fileOf(admin.user, { ...admin.cluster, 'tls-server-name': 'example.com' }),
    flags: { 'tls-server-name': 'localhost' },
  }),
  '--insecure-skip-tls-verify where the file has an authority': () => ({
    files: fileOf(admin.user, {
      ...admin.cluster,
      'certificate-authority-data': admin.user['client-certificate-data'],
    }),
    flags: { 'insecure-skip-tls-verify': true },
  }),
  'an authority and insecure-skip-tls-verify in the file': () => ({
    files: fileOf(admin.user, { ...admin.cluster, 'insecure-skip-tls-verify': true }),
  }),
  '--certificate-authority where the file does not look': () => ({
    files: fileOf(admin.user, { server: plane.url, 'insecure-skip-tls-verify': true }),
    flags: { 'certificate-authority': pki('user.crt') },
  }),
  'a context that is none': () => ({ files: fileOf(admin.user), context: 'other' }),
}

/** What kubectl refuses, so that the table is not true because nothing works. */
const REFUSED = [
  'a plugin of v1 without interactiveMode',
  'a plugin that must ask where nobody is',
  'a plugin of an unknown interactiveMode',
  'a plugin of v1alpha1',
  'a plugin that answers in another version',
  'a plugin that prints half a certificate',
  'a certificate without its key',
  'groups without a user',
  'acting as another without the right to',
  '--user that is none',
  '--cluster that is none',
  'a wrong tls-server-name',
  'an authority and insecure-skip-tls-verify in the file',
  '--certificate-authority where the file does not look',
  'a context that is none',
]

describe('who one is', () => {
  it.each(Object.entries(cases))('%s', async (name, make) => {
    const one = make()
    const right = await asKubectl(one)
    expect(right === 'refused').toBe(REFUSED.includes(name))
    expect(await asWe(one)).toBe(right)
  })

  it('through a proxy that the kubeconfig names', async () => {
    const seen: string[] = []
    const proxy = await startProxy(seen)
    const one = {
      files: fileOf(admin.user, { ...admin.cluster, 'proxy-url': `http://127.0.0.1:${proxy.port}` }),
    }
    expect(await asWe(one)).toBe(await asKubectl(one))
    expect(seen.length).toBeGreaterThan(1)
    await proxy.close()
  })

  it('differs where kubectl passes over --token: a file of a token in the kubeconfig', async () => {
    const one = { files: fileOf({ tokenFile: 'pki/token' }), flags: { token: tokens['other']! } }
    expect(await asKubectl(one)).toContain(':robot')
    expect(await asWe(one)).toContain(':other')
  })
})

describe('the flags of the command line', () => {
  const user = async (...flags: string[]): Promise<string> => {
    const run = await runCli(['doctor', '-o', 'json', '--for', 'apply', ...flags], {
      cwd: directory,
      env: { HOME: directory, KUBECONFIG: '/nowhere' },
    })
    const { checks } = JSON.parse(run.stdout) as { checks: { about: string; message: string }[] }
    return checks.find(({ about }) => about === 'user')?.message ?? run.stderr
  }

  it('say all where no kubeconfig does, with files as seen from where one is', async () => {
    const way = ['-s', plane.url, '--certificate-authority', 'pki/ca.crt', '--tls-server-name', 'localhost']
    const who = ['--client-certificate', 'pki/user.crt', '--client-key', 'pki/user.key']
    expect(await user(...way, ...who)).toBe('admin')
    expect(await user(...way, '--token', tokens['robot']!)).toBe('system:serviceaccount:default:robot')
    expect(await user(...way, ...who, '--as', 'bob', '--as-group', 'a', '--as-group', 'b')).toBe('bob')
  })

  it.each([
    [['--as-group', 'ops'], '--as USER'],
    [['-s', 'localhost:6443'], 'https://'],
    [['--insecure-skip-tls-verify', '--certificate-authority', 'a'], 'leave one'],
    [['--as', 'bob', '--as-user-extra', 'x'], 'KEY=VALUE'],
  ])('%j is wrong usage', async (flags, hint) => {
    const run = await runCli(['get', '--kubeconfig', plane.kubeconfig, ...flags])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('[usage]')
    expect(run.stderr).toContain(hint)
  })

  it('are told without what signs in there', async () => {
    const run = await runCli(['get', '-s', 'https://jane:hush-hush@127.0.0.1:99999'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/^error: --server https:\/\/127\.0\.0\.1:99999 is no URL \[usage\]/)
  })
})
