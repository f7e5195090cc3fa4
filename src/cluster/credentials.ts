/** Who asks: the headers and the client certificate that a kubeconfig user stands for. */
import { ClusterError } from '../model/cluster-error.ts'
import { type ExecCredential, runExecPlugin } from './exec-plugin.ts'
import type { Connection } from './kubeconfig.ts'
import type { Settings } from './settings.ts'

export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[]>>
  /** PEM. */
  readonly certificate?: string | Buffer | undefined
  readonly key?: string | Buffer | undefined
}

/** Asked before each request: tokens expire, and files of tokens are written anew. */
export type CredentialSource = () => Promise<Credentials>

/** As often as client-go reads a file of a token again. */
const TOKEN_FILE_AGE = 60_000

const impersonation = (user: Settings): Record<string, string | string[]> => {
  const as = user.text('as')
  if (as === undefined) {
    if (!user.has('as-groups') && !user.has('as-uid') && !user.has('as-user-extra')) return {}
    const message = `the user in ${user.file} has groups to act as (as-groups), and no user (as)`
    throw new ClusterError('kubeconfig-unreadable', 0, message)
  }
  const headers: Record<string, string | string[]> = { 'Impersonate-User': as }
  const uid = user.text('as-uid')
  const groups = user.texts('as-groups')
  if (uid !== undefined) headers['Impersonate-Uid'] = uid
  if (groups.length > 0) headers['Impersonate-Group'] = groups
  const extra = user.at('as-user-extra')
  for (const key of extra.keys())
    headers[`Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`] = extra.texts(key)
  return headers
}

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token.trim()}` })

/** The headers that say who asks; undefined where the kubeconfig has a plugin for it, or nothing. */
const authorization = (user: Settings): (() => Record<string, string>) | undefined => {
  const [token, name] = [user.text('token'), user.text('username')]
  if (user.has('tokenFile')) {
    let headers = bearer(user.fileOf('tokenFile')?.toString() ?? '')
    let read = Date.now()
    return () => {
      if (Date.now() - read > TOKEN_FILE_AGE) {
        headers = bearer(user.fileOf('tokenFile')?.toString() ?? '')
        read = Date.now()
      }
      return headers
    }
  }
  if (token !== undefined) return () => bearer(token)
  if (name === undefined) return undefined
  const basic = Buffer.from(`${name}:${user.text('password') ?? ''}`).toString('base64')
  return () => ({ Authorization: `Basic ${basic}` })
}

export const credentialsOf = (connection: Connection): CredentialSource => {
  const { user } = connection
  const as = impersonation(user)
  const pair = { certificate: user.bytes('client-certificate'), key: user.bytes('client-key') }
  const headersOf = authorization(user)
  if (headersOf !== undefined || !user.has('exec'))
    return () => Promise.resolve({ headers: { ...headersOf?.(), ...as }, ...pair })

  const exec = user.at('exec')
  // Requests that start together wait for one run of the plugin.
  let known: Promise<ExecCredential> | undefined
  return async () => {
    const fresh = await known
    if (fresh === undefined || (fresh.expires ?? Infinity) <= Date.now())
      known = runExecPlugin(exec, connection)
    const { token, certificate, key } = (await known) ?? {}
    return {
      headers: { ...(token === undefined ? {} : bearer(token)), ...as },
      ...(certificate === undefined ? pair : { certificate, key }),
    }
  }
}
