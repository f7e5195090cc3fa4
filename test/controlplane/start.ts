/**
 * A real kube-apiserver with its etcd, on loopback, for one test file: started in beforeAll, stopped in
 * afterAll, shared with nobody. There are no controllers: a deleted namespace stays Terminating, dependents
 * of a deleted owner stay, and nothing is scheduled.
 */
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exec, type ExecResult } from '../setup/exec.ts'
import { type Assets, kubernetesMinor } from './assets.ts'
import { type Authority, createAuthority } from './certificates.ts'
import { writeKubeconfig } from './kubeconfig.ts'
import { createProcesses, freePort, type Processes } from './processes.ts'
import { provision } from './provision.ts'

export interface ControlPlane {
  /** `https://127.0.0.1:PORT` */
  readonly url: string
  /** A kubeconfig file of a cluster administrator (group system:masters). */
  readonly kubeconfig: string
  readonly kubectlPath: string
  /** A directory of this control plane's own, which goes with it. */
  readonly directory: string
  /** Runs kubectl as the administrator, or by another kubeconfig. Never throws for what kubectl says. */
  kubectl(
    args: readonly string[],
    options?: { readonly input?: string; readonly kubeconfig?: string },
  ): Promise<ExecResult>
  /** The path of a kubeconfig of another user, by client certificate; RBAC gives a new user no rights. */
  user(name: string, groups?: readonly string[]): string
  /** The API server alone, at once, as in a crash; what is stored stays. */
  stopServer(): Promise<void>
  /** The same again, at the same address, with the files that its flags name read anew. Ready when it resolves. */
  startServer(): Promise<void>
  stop(): Promise<void>
}

export interface ControlPlaneOptions {
  /** Files and folders of CRDs to install, and to wait for. */
  readonly crds?: readonly string[]
  /** For kube-apiserver, besides its own. */
  readonly flags?: readonly string[]
}

const READY_WITHIN = 60_000
const ATTEMPTS = 3

export const startControlPlane = async (options: ControlPlaneOptions = {}): Promise<ControlPlane> => {
  const assets = await provision()
  for (let attempt = 1; ; attempt++) {
    const processes = createProcesses()
    try {
      return await start(assets, processes, options)
    } catch (error) {
      await processes.stop()
      // Between finding a free port and binding it, another process may have taken it.
      if (attempt === ATTEMPTS || !String(error).includes('address already in use')) throw error
    }
  }
}

const start = async (
  assets: Assets,
  processes: Processes,
  options: ControlPlaneOptions,
): Promise<ControlPlane> => {
  const { directory } = processes
  const authority = createAuthority()
  const { url, startServer } = await launch(assets, processes, authority, options.flags ?? [])

  const kubeconfigOf = (file: string, name: string, groups: readonly string[]): string => {
    const path = join(directory, file)
    const credential = authority.client(name, groups)
    writeKubeconfig(path, { url, authority: authority.certificate }, { name, credential })
    return path
  }
  const kubeconfig = kubeconfigOf('kubeconfig', 'admin', ['system:masters'])
  let users = 0

  const controlPlane: ControlPlane = {
    url,
    kubeconfig,
    kubectlPath: assets.kubectl,
    directory,
    kubectl: (args, { input, kubeconfig: other } = {}) =>
      exec(assets.kubectl, args, {
        cwd: directory,
        env: { HOME: directory, PATH: process.env['PATH'], KUBECONFIG: other ?? kubeconfig },
        ...(input === undefined ? {} : { input }),
      }),
    user: (name, groups = []) => kubeconfigOf(`user-${++users}.kubeconfig`, name, groups),
    stopServer: () => processes.end('kube-apiserver'),
    startServer,
    stop: () => processes.stop(),
  }
  await install(controlPlane, options.crds ?? [])
  return controlPlane
}

/** Starts the processes and waits until the API server is ready. */
const launch = async (
  assets: Assets,
  processes: Processes,
  authority: Authority,
  flags: readonly string[],
): Promise<Pick<ControlPlane, 'url' | 'startServer'>> => {
  const file = (name: string, text: string): string => {
    const path = join(processes.directory, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()]
  const etcd = `http://127.0.0.1:${client}`
  const members = `http://127.0.0.1:${peer}`
  processes.start('etcd', assets.etcd, [
    `--data-dir=${join(processes.directory, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${members}`,
    `--initial-advertise-peer-urls=${members}`,
    `--initial-cluster=default=${members}`,
  ])

  const server = authority.server()
  const tokens = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tokenKey = tokens.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const tokenPublicKey = tokens.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const apiServer = [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${secure}`,
    `--tls-cert-file=${file('server.crt', server.certificate)}`,
    `--tls-private-key-file=${file('server.key', server.key)}`,
    `--client-ca-file=${file('ca.crt', authority.certificate)}`,
    '--service-account-issuer=https://127.0.0.1',
    `--service-account-key-file=${file('tokens.pub', tokenPublicKey)}`,
    `--service-account-signing-key-file=${file('tokens.key', tokenKey)}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--authorization-mode=RBAC',
    '--endpoint-reconciler-type=none',
    // Without controllers no namespace gets its default service account.
    '--disable-admission-plugins=ServiceAccount',
    '--profiling=false',
    ...flags,
  ]
  const url = `https://127.0.0.1:${secure}`
  const startServer = async (): Promise<void> => {
    processes.start('kube-apiserver', assets.apiServer, apiServer)
    processes.guard()
    const deadline = Date.now() + READY_WITHIN
    while (!(await isReady(url, authority.certificate))) {
      processes.check()
      if (Date.now() > deadline) throw new Error(`${url} was not ready within ${READY_WITHIN / 1000} s`)
      await sleep(50)
    }
  }
  await startServer()
  return { url, startServer }
}

const isReady = (url: string, ca: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = request(`${url}/readyz`, { ca, agent: false, timeout: 2000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    probe.once('timeout', () => probe.destroy())
    probe.once('error', () => {
      resolve(false)
    })
    probe.end()
  })

/** What Kubernetes before 1.31 refuses: a rule of TLSRoute asks isIP. No test needs it. */
const isTooNew = (name: string): boolean => kubernetesMinor() < 31 && name.includes('tlsroutes')

/** By full paths, since kubectl runs elsewhere. It takes a kustomization that lies in a folder for an object, and refuses it. */
const manifestsIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.ya?ml$/.test(name) && name !== 'kustomization.yaml' && !isTooNew(name))
        .map((name) => resolve(path, name))
    : [resolve(path)]

const install = async (controlPlane: ControlPlane, paths: readonly string[]): Promise<void> => {
  if (paths.length === 0) return
  const must = async (args: readonly string[], unless = (_: string): boolean => false): Promise<boolean> => {
    const { code, stderr } = await controlPlane.kubectl(args)
    if (code !== 0 && !unless(stderr)) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
    return code === 0
  }
  await must(['apply', '--server-side', ...paths.flatMap(manifestsIn).map((path) => `--filename=${path}`)])
  // kubectl gives up at once on a CRD that has no conditions at all yet.
  const early = (stderr: string): boolean => stderr.includes('conditions accessor error')
  while (!(await must(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'], early)))
    await sleep(50)
}
