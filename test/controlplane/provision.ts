/**
 * Finds the programs of a control plane, or makes them: KUBEBUILDER_ASSETS, the cache, a download as
 * setup-envtest does it, a build from Go modules, in this order.
 */
import { type Assets, assetsIn, cachedAssets, type Environment, onPath, variable } from './assets.ts'
import { build, BUILD_NEEDS } from './build.ts'
import { download } from './download.ts'
import { publish } from './publish.ts'

/** A way to make the programs: it fills a directory, or throws and says why it can not. */
export interface Source {
  readonly name: string
  fill(directory: string, tell: (line: string) => void): Promise<void>
}

const SOURCES: readonly Source[] = [
  { name: 'download', fill: download },
  { name: 'build', fill: build },
]

export interface ProvisionOptions {
  readonly env?: Environment
  /** Where to make them from, when they are not on this machine. */
  readonly sources?: readonly Source[]
  /** Takes lines of progress; default: standard error. */
  readonly tell?: (line: string) => void
}

const tellStderr = (line: string): void => {
  process.stderr.write(`control plane: ${line}\n`)
}

/** There is no control plane to be had; the message says what was tried and how to get one. */
export class NoControlPlane extends Error {
  override readonly name = 'NoControlPlane'

  constructor(cache: string, tried: readonly string[]) {
    super(
      [
        'No kube-apiserver, etcd and kubectl are to be had:',
        ...tried.map((line) => `- ${line.replaceAll('\n', '\n    ')}`),
        'To get them, one of:',
        '- set KUBEBUILDER_ASSETS to a directory that holds them (`setup-envtest use -p path` prints one);',
        `- let them be built into ${cache} (AGENTGW_CACHE names another place): ${BUILD_NEEDS}.`,
      ].join('\n'),
    )
  }
}

/** KUBEBUILDER_ASSETS; a directory without kubectl is completed by the one on PATH or in the cache. */
const named = (env: Environment): Assets | undefined => {
  const directory = variable(env, 'KUBEBUILDER_ASSETS')
  return directory === undefined
    ? undefined
    : assetsIn(directory, onPath('kubectl', env) ?? assetsIn(cachedAssets(env))?.kubectl)
}

/** Throws NoControlPlane. */
export const provision = async (options: ProvisionOptions = {}): Promise<Assets> => {
  const { env = process.env, sources = SOURCES, tell = tellStderr } = options
  const cache = cachedAssets(env)
  const directory = variable(env, 'KUBEBUILDER_ASSETS')
  const fromEnv = named(env)
  if (directory !== undefined && fromEnv === undefined)
    tell(`KUBEBUILDER_ASSETS=${directory} does not hold kube-apiserver, etcd and kubectl: looking elsewhere`)
  const standing = fromEnv ?? assetsIn(cache)
  if (standing !== undefined) return standing

  const tried: string[] = []
  for (const source of sources) {
    try {
      await publish(
        cache,
        (directory) => assetsIn(directory) !== undefined,
        (directory) => source.fill(directory, tell),
      )
      // Made for want of a kubectl, the rest of a named directory is still the one to use.
      const made = named(env) ?? assetsIn(cache)
      if (made !== undefined) return made
    } catch (error) {
      tried.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new NoControlPlane(cache, tried)
}
