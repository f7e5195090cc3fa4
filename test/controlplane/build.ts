/** Builds the programs of a control plane from the Go module that pins them (module/go.mod). */
import { spawn } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { kubernetesVersion, MODULE, onPath } from './assets.ts'

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

/** Runs go in the module; gives its output, and throws with the end of what it said where it fails. */
const go = (args: readonly string[], onLine: (line: string) => void): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: MODULE,
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
