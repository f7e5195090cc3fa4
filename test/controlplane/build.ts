/** Builds the programs of a control plane from the Go module that pins them (module/go.mod). */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { assetsIn, cachedAssets, kubernetesVersion, MODULE, onPath, pinnedVersion } from './assets.ts'
import { writeModule } from './other-module.ts'

const PROGRAMS = [
  'k8s.io/kubernetes/cmd/kube-apiserver',
  'k8s.io/kubernetes/cmd/kubectl',
  'go.etcd.io/etcd/server/v3',
]
const TELL_EVERY = 15_000

/** What a build takes: measured on 2 cores, with empty caches. */
export const BUILD_NEEDS =
  'Go 1.26 or later (an older one from 1.21 on fetches it by itself), access to a Go module proxy, ' +
  '3.5 GB of disk (3.2 GB of it in the Go caches) and 4 to 8 minutes on 2 cores, once'

const stamps = (): string => {
  const version = kubernetesVersion()
  const [major, minor] = version.slice(1).split('.')
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  return packages
    .flatMap((name) => Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`))
    .join(' ')
}

/** Runs go in a module; gives its output, and throws with the end of what it said where it fails. */
const go = (args: readonly string[], onLine: (line: string) => void, cwd = MODULE): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd,
      // CGO_ENABLED=0: no C compiler is needed. The rest shuts out settings of the user's own projects.
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off', GO111MODULE: 'on' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const last: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    createInterface({ input: child.stderr }).on('line', (line) => {
      last.push(line)
      if (last.length > 15) last.shift()
      onLine(line)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`go ${args[0]} ended with ${code}:\n${last.join('\n')}`))
    })
  })

/**
 * The same of another version than the pinned one: its kube-apiserver, with the etcd and the kubectl of that, which speak to
 * it as well.
 */
const buildOther = async (into: string, version: string, onLine: (line: string) => void): Promise<void> => {
  const pinned = assetsIn(cachedAssets(process.env, pinnedVersion()))
  if (pinned === undefined)
    throw new Error(
      `${version} takes etcd and kubectl of ${pinnedVersion()}: run the tests without AGENTGW_KUBERNETES_VERSION first`,
    )
  const module = mkdtempSync(join(tmpdir(), 'agentgw-module-'))
  try {
    // An empty one is needed to download before there is a module.
    writeFileSync(join(module, 'go.mod'), 'module agentgw.dev/test/controlplane\n')
    await writeModule(module, version, (args) => go(args, onLine, module))
    const flags = ['-v', '-trimpath', `-ldflags=-s -w ${stamps()}`, '-o', `${into}/`]
    await go(['build', ...flags, 'k8s.io/kubernetes/cmd/kube-apiserver'], onLine, module)
  } finally {
    rmSync(module, { recursive: true, force: true })
  }
  copyFileSync(pinned.etcd, join(into, 'etcd'))
  copyFileSync(pinned.kubectl, join(into, 'kubectl'))
}

/** Fills `into` with kube-apiserver, etcd and kubectl. Writes nothing into the module. */
export const build = async (into: string, tell: (line: string) => void): Promise<void> => {
  if (onPath('go', process.env) === undefined) throw new Error('there is no go on PATH')
  const began = Date.now()
  let state = `building Kubernetes ${kubernetesVersion()} from Go modules; needs ${BUILD_NEEDS}`
  tell(state)
  const heartbeat = setInterval(() => {
    tell(`${state} (${Math.round((Date.now() - began) / 1000)} s)`)
  }, TELL_EVERY)
  try {
    if (kubernetesVersion() !== pinnedVersion()) {
      await buildOther(into, kubernetesVersion(), (line) => (state = line))
      tell(`built in ${Math.round((Date.now() - began) / 1000)} s`)
      return
    }
    state = 'reading modules'
    const listed = await go(['list', '-deps', ...PROGRAMS], (line) => {
      if (line.startsWith('go: downloading')) state = line.slice('go: '.length)
    })
    const all = listed.trimEnd().split('\n').length
    let compiled = 0
    state = `compiling ${all} packages`
    // -v names each package as it is compiled; what the build cache holds already is not named.
    await go(
      ['build', '-v', '-trimpath', `-ldflags=-s -w ${stamps()}`, '-o', `${into}/`, ...PROGRAMS],
      () => {
        state = `compiled ${++compiled} of ${all} packages`
      },
    )
    renameSync(join(into, 'server'), join(into, 'etcd'))
    tell(`built in ${Math.round((Date.now() - began) / 1000)} s`)
  } finally {
    clearInterval(heartbeat)
  }
}
