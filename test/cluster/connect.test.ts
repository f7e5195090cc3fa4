/** Which cluster and who one is there, as kubectl finds it: against a real API server. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConnectOptions, connect } from '../../src/cluster/connect.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { config, type Entry, entriesOf, failureOf, writer } from './kubeconfigs.ts'
import { startProxy, startSocks } from './servers.ts'

let controlPlane: ControlPlane
let directory: string
let write: ReturnType<typeof writer>
let admin: { cluster: Entry; user: Entry }
/** A bearer token of the service account default/robot. */
let token: string
const ROBOT = 'system:serviceaccount:default:robot'

const kubectl = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await controlPlane.kubectl(args)
  if (code !== 0) throw new Error(stderr)
  return stdout.trim()
}

beforeAll(async () => {
  controlPlane = await startControlPlane()
  directory = join(controlPlane.directory, 'connect')
  mkdirSync(directory)
  write = writer(directory)
  admin = entriesOf(controlPlane.kubeconfig)
  await kubectl('create', 'serviceaccount', 'robot')
  token = await kubectl('create', 'token', 'robot')
})
afterAll(() => controlPlane.stop())

/** No environment but the one given. */
const open = (options: ConnectOptions) => connect({ env: {}, ...options })
const who = async (options: ConnectOptions): Promise<string> => (await open(options)).whoAmI()
const whoWith = (user: Entry, cluster: Entry = admin.cluster, env: NodeJS.ProcessEnv = {}): Promise<string> =>
  who({ kubeconfig: write(config(cluster, user)), env })
const failing = async (options: ConnectOptions): Promise<string> => (await failureOf(who(options))).code

const script = (name: string, body: string): string => {
  const file = join(directory, name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}
const credential = (status: Entry): string =>
  JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })
const plugin = (command: string, more: Entry = {}): Entry => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    interactiveMode: 'Never',
    env: null,
    ...more,
  },
})
const base64 = (text: unknown): string => Buffer.from(text as string, 'base64').toString()

describe('finding the kubeconfig', () => {
  it('takes --kubeconfig, and says where it leads', async () => {
    const cluster = await open({ kubeconfig: controlPlane.kubeconfig })
    expect(cluster).toMatchObject({ context: 'test', server: controlPlane.url })
    expect(await cluster.whoAmI()).toBe('admin')
  })

  it('prefers --kubeconfig to KUBECONFIG', async () => {
    expect(await who({ kubeconfig: controlPlane.kubeconfig, env: { KUBECONFIG: '/nowhere' } })).toBe('admin')
  })

  it('joins the files of KUBECONFIG: the first to name something counts, absent files do not', async () => {
    const contexts = write({
      contexts: [
        { name: 'one', context: { cluster: 'c', user: 'u' } },
        { name: 'two', context: { cluster: 'c', user: 'other' } },
      ],
      users: [{ name: 'other', user: { token } }],
    })
    const rest = write({ ...config(admin.cluster, admin.user, 'one'), 'current-context': 'one' })
    const late = write({ 'current-context': 'two', users: [{ name: 'u', user: { token: 'wrong' } }] })
    const env = { KUBECONFIG: ['', contexts, '/nowhere/config', rest, late].join(delimiter) }
    expect(await who({ env })).toBe('admin')
    expect(await who({ env, context: 'two' })).toBe(ROBOT)
  })

  it('reads ~/.kube/config', async () => {
    write(config(admin.cluster, admin.user), 'home/.kube/config')
    expect(await who({ env: { HOME: join(directory, 'home') } })).toBe('admin')
  })

  it('is the service account inside a pod', async () => {
    const serviceAccount = join(directory, 'pod')
    write(token, 'pod/token')
    write(base64(admin.cluster['certificate-authority-data']), 'pod/ca.crt')
    const { hostname, port } = new URL(controlPlane.url)
    const env = { HOME: '/nowhere', KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }
    const cluster = await open({ env, serviceAccount })
    expect(cluster.context).toBe('in-cluster')
    expect(await cluster.whoAmI()).toBe(ROBOT)
    expect(await failing({ env, serviceAccount: '/nowhere' })).toBe('no-kubeconfig')
  })

  it('takes paths from the place of the file', async () => {
    write(base64(admin.cluster['certificate-authority-data']), 'pki/ca.crt')
    write(base64(admin.user['client-certificate-data']), 'pki/user.crt')
    write(base64(admin.user['client-key-data']), 'pki/user.key')
    const cluster = { server: controlPlane.url, 'certificate-authority': 'pki/ca.crt' }
    expect(
      await whoWith({ 'client-certificate': 'pki/user.crt', 'client-key': './pki/user.key' }, cluster),
    ).toBe('admin')
  })

  it('tells what is missing or wrong', async () => {
    expect(await failing({ env: { HOME: '/nowhere' } })).toBe('no-kubeconfig')
    expect(await failing({ env: { KUBECONFIG: '/nowhere/a' } })).toBe('no-kubeconfig')
    expect(await failing({ kubeconfig: '/nowhere/a' })).toBe('kubeconfig-unreadable')
    expect(await failing({ kubeconfig: directory })).toBe('kubeconfig-unreadable')
    expect(await failing({ kubeconfig: write('a: [') })).toBe('kubeconfig-invalid')
    expect(await failing({ kubeconfig: write('just words') })).toBe('kubeconfig-invalid')
    expect(await failing({ kubeconfig: write('') })).toBe('no-such-context')
    expect(await failing({ kubeconfig: controlPlane.kubeconfig, context: 'other' })).toBe('no-such-context')
    const whole = config(admin.cluster, admin.user)
    expect(await failing({ kubeconfig: write({ ...whole, 'current-context': '' }) })).toBe('no-such-context')
    expect(await failing({ kubeconfig: write({ ...whole, users: null }) })).toBe('no-such-user')
    expect(await failing({ kubeconfig: write({ ...whole, clusters: [] }) })).toBe('no-such-cluster')
    const serverless = { ...whole, clusters: [{ name: 'c', cluster: {} }] }
    expect(await failing({ kubeconfig: write(serverless) })).toBe('kubeconfig-invalid')
    const nowhere = config({ ...admin.cluster, server: 'https://127.0.0.1:99999' }, admin.user)
    expect(await failing({ kubeconfig: write(nowhere) })).toBe('kubeconfig-invalid')
    for (const [user, code] of [
      [{ 'client-certificate': 'absent.crt', 'client-key': 'absent.key' }, 'kubeconfig-unreadable'],
      [{ tokenFile: 'absent' }, 'kubeconfig-unreadable'],
      [
        { 'client-certificate-data': 'bm9uc2Vuc2U=', 'client-key-data': 'bm9uc2Vuc2U=' },
        'kubeconfig-invalid',
      ],
      [{ 'auth-provider': { name: 'gcp' } }, 'kubeconfig-invalid'],
      [{ 'as-groups': ['a'] }, 'kubeconfig-invalid'],
    ] as const) {
      const error = await failureOf(whoWith(user))
      expect(error.code).toBe(code)
      expect(error.hint).toBeTruthy()
    }
  })
})

describe('who one is', () => {
  it('shows a token, from the file or from another', async () => {
    write(`${token}\n`, 'token')
    expect(await whoWith({ token })).toBe(ROBOT)
    expect(await whoWith({ tokenFile: 'token', token: 'wrong' })).toBe(ROBOT)
  })

  it('acts as another user, with groups', async () => {
    expect(await whoWith({ ...admin.user, as: 'jane', 'as-groups': ['dev', 'ops'], 'as-uid': '7' })).toBe(
      'jane',
    )
    await kubectl('create', 'clusterrole', 'see', '--verb=list', '--resource=configmaps')
    await kubectl('create', 'clusterrolebinding', 'see', '--clusterrole=see', '--group=ops')
    const count = async (groups: string[]): Promise<number> => {
      const user = { ...admin.user, as: 'jane', 'as-groups': groups, 'as-user-extra': { why: ['test'] } }
      const cluster = await open({ kubeconfig: write(config(admin.cluster, user)) })
      return (await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' })).length
    }
    expect(await count(['dev', 'ops'])).toBeGreaterThan(0)
    const refused = await failureOf(count(['dev']))
    expect(refused.code).toBe('forbidden')
    expect(refused.message).toContain('User "jane" cannot list resource "configmaps"')
  })

  it('acts as who has a name beyond ASCII, as kubectl does', async () => {
    expect(await whoWith({ ...admin.user, as: 'jürgen 日本', 'as-groups': ['bücher'] })).toBe('jürgen 日本')
  })

  it('is not told with what stands in the URL to sign in', async () => {
    const server = controlPlane.url.replace('//', '//jane:hush-hush@')
    const cluster = await open({ kubeconfig: write(config({ ...admin.cluster, server }, admin.user)) })
    expect(cluster.server).toBe(controlPlane.url)
  })

  it('may not act as another without the right to, and is told what it takes', async () => {
    for (const more of [{ as: 'jane' }, { as: 'system:serviceaccount:default:other' }]) {
      const error = await failureOf(whoWith({ token, ...more }))
      expect(error).toMatchObject({ code: 'impersonation-refused', status: 403 })
      expect(error.hint).toContain('--as')
    }
  })

  it('has OpenID Connect tokens shown, and does not show one that has expired', async () => {
    const signedIn = (id: string): Entry => ({
      'auth-provider': { name: 'oidc', config: { 'id-token': id } },
    })
    expect(await whoWith(signedIn(token))).toBe(ROBOT)
    const expired = ['{}', '{"exp":1}', ''].map((part) => Buffer.from(part).toString('base64url')).join('.')
    expect((await failureOf(whoWith(signedIn(expired)))).code).toBe('unauthorized')
  })

  it('is refused with a wrong token, which is not repeated', async () => {
    const error = await failureOf(whoWith({ token: 'hush-hush' }))
    expect(error).toMatchObject({ code: 'unauthorized', status: 401, exit: 3 })
    expect(`${error.message} ${error.hint}`).not.toContain('hush-hush')
  })

  it('is nobody without credentials that the server reads', async () => {
    expect(await whoWith({})).toBe('system:anonymous')
    // The API server ignores passwords since 1.19, but something in front of it may read them.
    expect(await whoWith({ username: 'jane', password: 'hush-hush' })).toBe('system:anonymous')
    const cluster = await open({ kubeconfig: write(config(admin.cluster, {})) })
    const error = await failureOf(cluster.list({ apiVersion: 'v1', kind: 'Secret' }))
    expect(error.code).toBe('forbidden')
    expect(error.message).toContain('system:anonymous')
  })
})

describe('credential plugins', () => {
  it('runs one for all requests, by a path from the place of the file, with arguments and environment', async () => {
    const log = join(directory, 'runs')
    script('plugin.sh', `echo "$1 $GREETING" >> ${log}\necho '${credential({ token })}'`)
    const user = plugin('./plugin.sh', { args: ['hello'], env: [{ name: 'GREETING', value: 'world' }] })
    const cluster = await open({ kubeconfig: write(config(admin.cluster, user)) })
    expect(await Promise.all([cluster.whoAmI(), cluster.whoAmI()])).toEqual([ROBOT, ROBOT])
    expect(await cluster.whoAmI()).toBe(ROBOT)
    expect(readFileSync(log, 'utf8')).toBe('hello world\n')
  })

  it('runs it again when the token has expired', async () => {
    const log = join(directory, 'expiring')
    const status = { token, expirationTimestamp: '2001-01-01T00:00:00Z' }
    const user = plugin(script('expiring.sh', `echo run >> ${log}\necho '${credential(status)}'`))
    const cluster = await open({ kubeconfig: write(config(admin.cluster, user)) })
    await cluster.whoAmI()
    await cluster.whoAmI()
    expect(readFileSync(log, 'utf8').split('\n').length).toBeGreaterThan(2)
  })

  it('runs it again, once for all, when the server refuses what it gave before', async () => {
    const log = join(directory, 'revoked')
    const user = plugin(
      script(
        'renewing.sh',
        `echo run >> ${log}\n[ $(wc -l < ${log}) -gt 1 ] && echo '${credential({ token })}' || echo '${credential({ token: 'old' })}'`,
      ),
    )
    const cluster = await open({ kubeconfig: write(config(admin.cluster, user)) })
    const asked = Array.from({ length: 8 }, () => cluster.whoAmI())
    expect(new Set(await Promise.all(asked))).toEqual(new Set([ROBOT]))
    expect(readFileSync(log, 'utf8')).toBe('run\nrun\n')
  })

  it('gives up where the second is refused too', async () => {
    const log = join(directory, 'always-refused')
    const user = plugin(script('refused.sh', `echo run >> ${log}\necho '${credential({ token: 'no' })}'`))
    expect((await failureOf(whoWith(user))).code).toBe('unauthorized')
    expect(readFileSync(log, 'utf8')).toBe('run\nrun\n')
  })

  it('takes a client certificate, and tells the plugin of the cluster', async () => {
    const status = {
      clientCertificateData: base64(admin.user['client-certificate-data']),
      clientKeyData: base64(admin.user['client-key-data']),
    }
    const answer = write(credential(status), 'certificate.json')
    const seen = join(directory, 'info')
    const command = script('certificate.sh', `echo "$KUBERNETES_EXEC_INFO" > ${seen}\ncat ${answer}`)
    expect(await whoWith(plugin(command, { provideClusterInfo: true }))).toBe('admin')
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toMatchObject({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { interactive: false, cluster: admin.cluster },
    })
  })

  const beta = credential({ token: 'hush-hush' }).replace('/v1', '/v1beta1')
  it.each([
    ['fails', 'exit 3', 'exec-plugin-failed'],
    ['prints no JSON', 'echo hush-hush', 'exec-plugin-bad-output'],
    ['prints no credentials', `echo '${credential({})}'`, 'exec-plugin-bad-output'],
    ['prints no key', `echo '${credential({ clientCertificateData: 'a' })}'`, 'exec-plugin-bad-output'],
    ['speaks another version', `echo '${beta}'`, 'exec-plugin-version'],
  ])('says so when it %s', async (name, body, code) => {
    const error = await failureOf(whoWith(plugin(script(`${name.replaceAll(' ', '-')}.sh`, body))))
    expect(error.code).toBe(code)
    expect(error.hint).toBeTruthy()
    expect(error.message).not.toContain('hush-hush')
  })

  it('says how to install one that is not there', async () => {
    const error = await failureOf(whoWith(plugin('agentgw-no-such-plugin', { installHint: 'install it so' })))
    expect(error).toMatchObject({ code: 'exec-plugin-missing', hint: 'install it so' })
    const bare = await failureOf(whoWith(plugin('agentgw-no-such-plugin')))
    expect(bare).toMatchObject({ code: 'exec-plugin-missing', hint: 'install it, and have it on PATH' })
  })

  it.each([
    [{ apiVersion: 'client.authentication.k8s.io/v1alpha1' }, 'exec-plugin-version'],
    [{ interactiveMode: 'Always' }, 'exec-plugin-terminal'],
    [{ interactiveMode: null }, 'kubeconfig-invalid'],
    [{ interactiveMode: 'Sometimes' }, 'kubeconfig-invalid'],
    [{ apiVersion: null }, 'kubeconfig-invalid'],
    [{ command: null }, 'kubeconfig-invalid'],
  ])('does not run one where the kubeconfig says %j', async (more, code) => {
    const log = join(directory, 'not-run')
    const error = await failureOf(whoWith(plugin(script('not-run.sh', `echo run >> ${log}`), more)))
    expect(error.code).toBe(code)
    expect(existsSync(log)).toBe(false)
  })
})

describe('trust', () => {
  it('verifies the server, by another name or not at all where the kubeconfig says so', async () => {
    const other = { server: controlPlane.url, 'insecure-skip-tls-verify': true }
    expect(await whoWith(admin.user, other)).toBe('admin')
    expect(await whoWith(admin.user, { ...admin.cluster, 'tls-server-name': 'localhost' })).toBe('admin')
    for (const [cluster, code] of [
      [{ ...admin.cluster, 'tls-server-name': 'example.com' }, 'certificate-wrong-name'],
      [{ server: controlPlane.url }, 'cluster-untrusted'],
      [
        { ...admin.cluster, 'certificate-authority-data': admin.user['client-certificate-data'] },
        'cluster-untrusted',
      ],
      [{ ...admin.cluster, 'insecure-skip-tls-verify': true }, 'kubeconfig-invalid'],
    ] as const)
      expect((await failureOf(whoWith(admin.user, cluster))).code).toBe(code)
  })
})

describe('proxies', () => {
  it('goes through the one that the kubeconfig names, and keeps the connection', async () => {
    const seen: string[] = []
    const proxy = await startProxy(seen)
    const through = { ...admin.cluster, 'proxy-url': `http://jane:p%40ss@127.0.0.1:${proxy.port}` }
    const cluster = await open({ kubeconfig: write(config(through, admin.user)) })
    expect(await cluster.whoAmI()).toBe('admin')
    expect(await cluster.whoAmI()).toBe('admin')
    const basic = Buffer.from('jane:p@ss').toString('base64')
    expect(seen).toEqual([`${new URL(controlPlane.url).host} Basic ${basic}`])
    await proxy.close()
  })

  it('goes through a SOCKS proxy', async () => {
    const seen: string[] = []
    const proxy = await startSocks(seen)
    expect(
      await whoWith(admin.user, { ...admin.cluster, 'proxy-url': `socks5://127.0.0.1:${proxy.port}` }),
    ).toBe('admin')
    expect(seen).toEqual([new URL(controlPlane.url).host])
    await proxy.close()
  })

  it('says when the proxy refuses, is none, or is not there', async () => {
    const proxy = await startProxy([], false)
    const failed = async (url: string): Promise<string> => {
      const error = await failureOf(whoWith(admin.user, { ...admin.cluster, 'proxy-url': url }))
      expect(error.message).not.toContain('hush-hush')
      return error.code
    }
    expect(await failed(`http://jane:hush-hush@127.0.0.1:${proxy.port}`)).toBe('proxy-failed')
    await proxy.close()
    expect(await failed(`http://jane:hush-hush@127.0.0.1:${proxy.port}`)).toBe('proxy-failed')
    expect(await failed(`socks5://jane:hush-hush@127.0.0.1:${proxy.port}`)).toBe('proxy-failed')
    expect(await failed('gopher://jane:hush-hush@127.0.0.1')).toBe('kubeconfig-invalid')
  })
})
