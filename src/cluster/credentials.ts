/** Who asks: the headers and the client certificate that a kubeconfig user stands for. */
import { ClusterError } from '../model/cluster-error.ts'
import { type ExecCredential, runExecPlugin } from './exec-plugin.ts'
import type { Connection } from './kubeconfig.ts'
import type { Settings } from './settings.ts'

export interface Credentials {
  /** Counts up as they are renewed. */
  readonly edition?: number
  readonly headers: Readonly<Record<string, string | string[]>>
  /** PEM. */
  readonly certificate?: string | Buffer | undefined
  readonly key?: string | Buffer | undefined
}

/** Asked before each request: tokens expire, and files of tokens are written anew. */
export interface CredentialSource {
  (): Promise<Credentials>
  /** After these were refused (401): whether asking again may give others. Several that were refused ask once. */
  readonly renew: (refused: Credentials) => boolean | Promise<boolean>
}

/** As often as client-go reads a file of a token again. */
const TOKEN_FILE_AGE = 60_000

/** As kubectl sends it: Node writes the characters of a header as one byte each. */
const inUtf8 = (text: string): string => Buffer.from(text).toString('latin1')

const impersonation = (user: Settings): Record<string, string | string[]> => {
  const as = user.text('as')
  if (as === undefined) {
    if (!user.has('as-groups') && !user.has('as-uid') && !user.has('as-user-extra')) return {}
    const message = `the user in ${user.file} has groups to act as (as-groups), and no user (as)`
    throw new ClusterError('kubeconfig-invalid', 0, message, { hint: 'add `as`, or `--as USER`' })
  }
  const headers: Record<string, string | string[]> = { 'Impersonate-User': inUtf8(as) }
  const uid = user.text('as-uid')
  const groups = user.texts('as-groups')
  if (uid !== undefined) headers['Impersonate-Uid'] = inUtf8(uid)
  if (groups.length > 0) headers['Impersonate-Group'] = groups.map(inUtf8)
  const extra = user.at('as-user-extra')
  for (const key of extra.keys())
    headers[`Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`] = extra.texts(key).map(inUtf8)
  return headers
}

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token.trim()}` })

/** The header of a token or a password that stands in the kubeconfig, or in a file that it names. */
const authorization = (user: Settings): ((again: number) => Record<string, string>) | undefined => {
  const [token, name] = [user.text('token'), user.text('username')]
  if (user.has('tokenFile')) {
    let headers = bearer(user.fileOf('tokenFile')?.toString() ?? '')
    let read = Date.now()
    let edition = 0
    return (again) => {
      if (Date.now() - read > TOKEN_FILE_AGE || again > edition) {
        headers = bearer(user.fileOf('tokenFile')?.toString() ?? '')
        read = Date.now()
        edition = again
      }
      return headers
    }
  }
  if (token !== undefined) return () => bearer(token)
  if (name === undefined) return undefined
  const basic = Buffer.from(`${name}:${user.text('password') ?? ''}`).toString('base64')
  return () => ({ Authorization: `Basic ${basic}` })
}

/** What may be asked anew; `again` gives how often it was. */
type Asked = (again: number) => Promise<Credentials>

/** kubectl has dropped the providers of single vendors for plugins. */
const openIdConnect = (connection: Connection): Asked | undefined => {
  const { user } = connection
  if (!user.has('auth-provider')) return undefined
  const name = user.at('auth-provider').text('name') ?? ''
  if (name !== 'oidc')
    throw new ClusterError(
      'kubeconfig-invalid',
      0,
      `${user.file} signs in by ${name}, which kubectl has dropped`,
      {
        hint: 'fetch a new kubeconfig, with a credential plugin',
      },
    )
  let header: (() => Promise<Record<string, string>>) | undefined
  return async () => {
    header ??= (await import('./library.ts')).signIn(connection)
    return { headers: await header() }
  }
}

const plugin = (connection: Connection): Asked | undefined => {
  const { user } = connection
  if (!user.has('exec')) return undefined
  const exec = user.at('exec')
  // Requests that start together wait for one run of the plugin.
  let known: Promise<ExecCredential> | undefined
  let edition = 0
  return async (again) => {
    if (again > edition) known = undefined
    edition = again
    known ??= runExecPlugin(exec, connection)
    let credential = await known
    if ((credential.expires ?? Infinity) <= Date.now())
      credential = await (known = runExecPlugin(exec, connection))
    const { token, certificate, key } = credential
    return { headers: token === undefined ? {} : bearer(token), certificate, key }
  }
}

const source = (ask: Asked, renewable: boolean): CredentialSource => {
  let edition = 0
  return Object.assign(async () => ({ edition, ...(await ask(edition)) }), {
    renew: (refused: Credentials) => {
      if (renewable && refused.edition === edition) edition++
      return renewable
    },
  })
}

/**
 * Reads what the kubeconfig says of the user; throws `kubeconfig-unreadable` or `kubeconfig-invalid`. As with kubectl,
 * nothing secret is sent to a server without TLS, and no plugin asked for it.
 */
export const credentialsOf = (connection: Connection): CredentialSource => {
  const { cluster, user } = connection
  const as = impersonation(user)
  if (!cluster.text('server')?.startsWith('https:'))
    return source(() => Promise.resolve({ headers: as }), false)
  const own = { certificate: user.bytes('client-certificate'), key: user.bytes('client-key') }
  if ((own.certificate === undefined) !== (own.key === undefined))
    throw new ClusterError(
      'kubeconfig-invalid',
      0,
      `the user ${connection.userName} has ${own.key === undefined ? 'a client certificate and no key' : 'a client key and no certificate'}`,
      { hint: 'client-certificate and client-key go together' },
    )
  const headers = authorization(user)
  const asked = headers === undefined ? (plugin(connection) ?? openIdConnect(connection)) : undefined
  return source(
    async (again) => {
      const {
        headers: more,
        certificate,
        key,
      } = asked === undefined ? { headers: headers?.(again) } : await asked(again)
      return { headers: { ...more, ...as }, ...(certificate === undefined ? own : { certificate, key }) }
    },
    user.has('exec') || user.has('tokenFile'),
  )
}
