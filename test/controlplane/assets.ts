/** The programs of a control plane, and the directory where what was fetched or built is kept. */
import { accessSync, constants, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Absolute paths of the programs. */
export interface Assets {
  readonly apiServer: string
  readonly etcd: string
  readonly kubectl: string
}

/** Variables of an environment; an empty one counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

export const variable = (env: Environment, name: string): string | undefined =>
  env[name] === '' ? undefined : env[name]

/** Where the Go module stands that pins, and if need be builds, the programs. */
export const MODULE = join(import.meta.dirname, 'module')

/** The version of Kubernetes that the Go module pins: `v1.36.3`. */
export const pinnedVersion = (): string => {
  const pinned = /k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))?.[1]
  if (pinned === undefined) throw new Error(`${MODULE}/go.mod does not require k8s.io/kubernetes`)
  return pinned
}

/** The version that the tests run against: AGENTGW_KUBERNETES_VERSION, else the pinned one. */
export const kubernetesVersion = (env: Environment = process.env): string => {
  const named = variable(env, 'AGENTGW_KUBERNETES_VERSION')
  if (named !== undefined && !/^v1\.\d+\.\d+$/.test(named))
    throw new Error(`AGENTGW_KUBERNETES_VERSION=${named} is not written as v1.30.14`)
  return named ?? pinnedVersion()
}

/** Its minor version: 36 of v1.36.3. */
export const kubernetesMinor = (): number => Number(kubernetesVersion().split('.')[1])

/** `AGENTGW_CACHE`, else kubectl-agentgw in the user's cache directory. */
export const cacheRoot = (env: Environment): string =>
  variable(env, 'AGENTGW_CACHE') ??
  join(
    variable(env, 'XDG_CACHE_HOME') ?? join(variable(env, 'HOME') ?? homedir(), '.cache'),
    'kubectl-agentgw',
  )

/** This machine, as Go names it: `linux-amd64`. */
export const platform = (): string => {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  return `${os}-${process.arch === 'x64' ? 'amd64' : process.arch}`
}

/** The directory of the cache that holds the programs of this version for this machine. */
export const cachedAssets = (env: Environment, version = kubernetesVersion(env)): string =>
  join(cacheRoot(env), 'controlplane', `${version}-${platform()}`)

export const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Looks a program up on PATH. */
export const onPath = (name: string, env: Environment): string | undefined =>
  (env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find(isExecutable)

/** The programs of a directory; a missing kubectl may be made up for by `kubectl`. */
export const assetsIn = (directory: string, kubectl?: string): Assets | undefined => {
  const own = join(directory, 'kubectl')
  const client = isExecutable(own) ? own : kubectl
  const assets = { apiServer: join(directory, 'kube-apiserver'), etcd: join(directory, 'etcd') }
  if (client === undefined || !isExecutable(assets.apiServer) || !isExecutable(assets.etcd)) return undefined
  return { ...assets, kubectl: client }
}
