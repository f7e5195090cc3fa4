/** Credentials from the program that a kubeconfig names: client.authentication.k8s.io, as kubectl runs it. */
import { spawn } from 'node:child_process'
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

const failure = (exec: Settings, what: string): ClusterError =>
  new ClusterError('exec-plugin-failed', 0, `the credential plugin ${exec.text('command') ?? ''} ${what}`, {
    hint:
      exec.text('installHint')?.split('\n')[0] ??
      'log in again with it, or run it by hand to see what is wrong',
  })

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

const run = (exec: Settings, connection: Connection): Promise<string> => {
  const command = exec.text('command')
  if (command === undefined) throw failure(exec, 'has no command in the kubeconfig')
  const interactive = exec.text('interactiveMode') !== 'Never' && process.stdin.isTTY
  const info = {
    apiVersion: exec.text('apiVersion'),
    kind: 'ExecCredential',
    spec: { interactive, ...(exec.flag('provideClusterInfo') ? { cluster: clusterInfo(connection) } : {}) },
  }
  const env: NodeJS.ProcessEnv = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  for (const item of exec.items('env')) env[item.text('name') ?? ''] = item.text('value') ?? ''
  return new Promise((resolve, reject) => {
    // Its standard error is the user's: that is where a login says what to do.
    const child = spawn(commandOf(command, exec.file), exec.texts('args'), {
      env,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        failure(
          exec,
          error.code === 'ENOENT' ? 'is not installed' : `can not be started: ${error.code ?? ''}`,
        ),
      )
    })
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(failure(exec, `ended with ${code === null ? (signal ?? '') : `exit code ${code}`}`))
    })
  })
}

/** Runs the plugin; throws `exec-plugin-failed`. */
export const runExecPlugin = async (exec: Settings, connection: Connection): Promise<ExecCredential> => {
  const output = await run(exec, connection)
  let status: Record<string, unknown> | undefined
  try {
    status = (JSON.parse(output) as { status?: Record<string, unknown> } | null)?.status
  } catch {
    throw failure(exec, 'printed something that is not JSON')
  }
  const text = (key: string): string | undefined => {
    const value = status?.[key]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const token = text('token')
  const certificate = text('clientCertificateData')
  const key = text('clientKeyData')
  if (token === undefined && (certificate === undefined || key === undefined))
    throw failure(exec, 'printed neither a token nor a certificate with its key')
  const expires = Date.parse(text('expirationTimestamp') ?? '')
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(Number.isNaN(expires) ? {} : { expires }),
  }
}
