/** The validators that people use now, built from the Go module proxy into the cache of the tests. */
import { join } from 'node:path'
import { cacheRoot, type Environment, isExecutable, onPath, platform } from '../controlplane/assets.ts'
import { publish } from '../controlplane/publish.ts'
import { exec } from '../setup/exec.ts'

interface Peer {
  readonly package: string
  readonly version: string
}

const PEERS = {
  kubeconform: { package: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.8.0' },
  'kubectl-validate': { package: 'sigs.k8s.io/kubectl-validate', version: 'v0.0.4' },
} satisfies Record<string, Peer>

/** The path of the program, or why it is not to be had. */
export const peer = async (
  name: keyof typeof PEERS,
  env: Environment = process.env,
): Promise<{ readonly path: string } | { readonly missing: string }> => {
  const { package: module, version } = PEERS[name]
  const directory = join(cacheRoot(env), 'peers', `${name}-${version}-${platform()}`)
  const path = join(directory, name)
  if (isExecutable(path)) return { path }
  if (onPath('go', env) === undefined)
    return { missing: `${name} is built with go, and there is no go on PATH` }
  process.stderr.write(`bench: building ${name} ${version}, once; takes up to 4 minutes on 2 cores\n`)
  try {
    await publish(
      directory,
      (made) => isExecutable(join(made, name)),
      async (temporary) => {
        const { code, stderr } = await exec('go', ['install', `${module}@${version}`], {
          cwd: '/',
          env: {
            ...process.env,
            GOBIN: temporary,
            CGO_ENABLED: '0',
            GOFLAGS: '',
            GOWORK: 'off',
            GO111MODULE: 'on',
          },
        })
        if (code !== 0) throw new Error(stderr.trim())
      },
    )
  } catch (error) {
    return { missing: `${name} can not be built: ${error instanceof Error ? error.message : String(error)}` }
  }
  return { path }
}
