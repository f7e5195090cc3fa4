/** Credentials from the program that a kubeconfig names: client.authentication.k8s.io, as kubectl runs it. */
import { spawn } from 'node:child_process'
import type { Code } from '../codes/index.ts'
import { ClusterError } from '../model/cluster-error.ts'
import { commandOf, type Connection } from './kubeconfig.ts'
import type { Settings } from './settings.ts'

export interface ExecCredential {
  readonly token?: string
  readonly certificate?: string
  readonly key?: string
  /** Milliseconds since 1970; undefined: as long as this process lives. */
  readonly expires?: number
}

/** What kubectl speaks, too; v1alpha1 went with Kubernetes 1.24. */
const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']

/** A plugin that opens a browser would never end by itself. */
const UNATTENDED_MS = 2000

const failure = (code: Code, exec: Settings, what: string, hint?: string): ClusterError =>
  new ClusterError(code, 0, `the credential plugin ${exec.text('command') ?? ''} ${what}`, {
    hint:
      hint ??
      exec.text('installHint')?.split('\n')[0] ??
      'log in again with it, or run it by hand to see what is wrong',
  })

const UPDATE = 'update the plugin, and fetch the kubeconfig anew with it'

/** Whether the plugin may ask a person. Throws where the kubeconfig does not say enough to run it. */
const check = (exec: Settings, terminal: boolean): boolean => {
  const [version, mode] = [exec.text('apiVersion'), exec.text('interactiveMode')]
  const invalid = (what: string): ClusterError => failure('kubeconfig-invalid', exec, what, UPDATE)
  if (exec.text('command') === undefined) throw invalid('has no command in the kubeconfig')
  if (version === undefined) throw invalid('has no apiVersion in the kubeconfig')
  if (!VERSIONS.includes(version))
    throw failure(
      'exec-plugin-version',
      exec,
      `is to speak ${version}, which is not known any more: ${VERSIONS.join(' and ')} are`,
      UPDATE,
    )
  if (mode === undefined && version === VERSIONS[0])
    throw invalid('has no interactiveMode in the kubeconfig, which v1 needs')
  if (!['Never', 'IfAvailable', 'Always'].includes(mode ?? 'IfAvailable'))
    throw invalid(`has the interactiveMode ${mode ?? ''}: Never, IfAvailable or Always are known`)
  if (mode === 'Always' && !terminal)
    throw failure(
      'exec-plugin-terminal',
      exec,
      'has to ask a person, and there is no terminal',
      'run the command in a terminal, or use credentials that need nobody',
    )
  return mode !== 'Never' && terminal
}

const clusterInfo = ({ cluster }: Connection): Record<string, unknown> => ({
  server: cluster.text('server'),
  'tls-server-name': cluster.text('tls-server-name'),
  'insecure-skip-tls-verify': cluster.flag('insecure-skip-tls-verify') || undefined,
  'certificate-authority-data': cluster.bytes('certificate-authority')?.toString('base64'),
  'proxy-url': cluster.text('proxy-url'),
  config: cluster
    .items('extensions')
    .find((extension) => extension.text('name') === 'client.authentication.k8s.io/exec')
    ?.at('extension')
    .raw(),
})

const run = async (exec: Settings, connection: Connection): Promise<string> => {
  const unattended = connection.unattended === true
  const interactive = check(exec, process.stdin.isTTY && !unattended)
  const info = {
    apiVersion: exec.text('apiVersion'),
    kind: 'ExecCredential',
    spec: { interactive, ...(exec.flag('provideClusterInfo') ? { cluster: clusterInfo(connection) } : {}) },
  }
  const env: NodeJS.ProcessEnv = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  for (const item of exec.items('env')) env[item.text('name') ?? ''] = item.text('value') ?? ''
  return new Promise((resolve, reject) => {
    // Its standard error is the user's: that is where a login says what to do.
    const child = spawn(commandOf(exec.text('command') ?? '', exec.file), exec.texts('args'), {
      env,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', unattended ? 'ignore' : 'inherit'],
      ...(unattended ? { timeout: UNATTENDED_MS } : {}),
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        failure(
          'exec-plugin-missing',
          exec,
          error.code === 'ENOENT' ? 'is not installed' : `can not be started: ${error.code ?? ''}`,
          exec.text('installHint') === undefined ? 'install it, and have it on PATH' : undefined,
        ),
      )
    })
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else
        reject(
          failure(
            'exec-plugin-failed',
            exec,
            `ended with ${code === null ? (signal ?? '') : `exit code ${code}`}`,
          ),
        )
    })
  })
}

/** Runs the plugin; throws a ClusterError with a code that says what is wrong with it. */
export const runExecPlugin = async (exec: Settings, connection: Connection): Promise<ExecCredential> => {
  const output = await run(exec, connection)
  const bad = (what: string): ClusterError =>
    failure('exec-plugin-bad-output', exec, what, 'run it by hand: it must print an ExecCredential alone')
  let credential: { apiVersion?: unknown; status?: Record<string, unknown> } | null
  try {
    credential = JSON.parse(output) as typeof credential
  } catch {
    throw bad('printed something that is not JSON')
  }
  const version = credential?.apiVersion
  if (typeof version === 'string' && version !== exec.text('apiVersion'))
    throw failure(
      'exec-plugin-version',
      exec,
      `answers in ${VERSIONS.includes(version) ? version : 'another version'}, and is to speak ${exec.text('apiVersion') ?? ''}`,
      UPDATE,
    )
  const text = (key: string): string | undefined => {
    const value = credential?.status?.[key]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [token, certificate, key] = [text('token'), text('clientCertificateData'), text('clientKeyData')]
  if ((certificate === undefined) !== (key === undefined))
    throw bad('printed a certificate without its key, or a key without its certificate')
  if (token === undefined && certificate === undefined)
    throw bad('printed neither a token nor a certificate with its key')
  const expires = Date.parse(text('expirationTimestamp') ?? '')
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(Number.isNaN(expires) ? {} : { expires }),
  }
}
