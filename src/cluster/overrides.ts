/** Flags that outrank what a kubeconfig says, by kubectl's names and with kubectl's precedence. */
import { resolve } from 'node:path'
import { usageError } from '../errors.ts'
import { isServerUrl, toldUrl } from './server-url.ts'
import type { Settings } from './settings.ts'

export interface Overrides {
  /** Names of entries of the kubeconfig, instead of the context's. */
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly server?: string | undefined
  readonly 'tls-server-name'?: string | undefined
  readonly 'insecure-skip-tls-verify'?: boolean | undefined
  readonly 'certificate-authority'?: string | undefined
  readonly token?: string | undefined
  readonly 'client-certificate'?: string | undefined
  readonly 'client-key'?: string | undefined
  readonly as?: string | undefined
  readonly 'as-uid'?: string | undefined
  readonly 'as-group'?: readonly string[] | undefined
  /** `KEY=VALUE`, of which a key may come several times. */
  readonly 'as-user-extra'?: readonly string[] | undefined
}

/** Files are named as seen from where the command runs, and count instead of data in the kubeconfig. */
const file = (key: string, name: string | undefined): object =>
  name ? { [key]: resolve(name), [`${key}-data`]: undefined } : {}

export const overrideCluster = (cluster: Settings, flags: Overrides): Settings => {
  const { server, 'tls-server-name': name, 'certificate-authority': authority } = flags
  const insecure = flags['insecure-skip-tls-verify'] === true
  if (server && !isServerUrl(server))
    throw usageError(`--server ${toldUrl(server)} is no URL`, 'such as https://203.0.113.7:6443')
  if (insecure && authority)
    throw usageError(
      '--certificate-authority says whom to trust, and --insecure-skip-tls-verify not to look',
      'leave one of them out',
    )
  return cluster.with({
    // The name of the certificate belongs to the server of the kubeconfig.
    ...(server ? { server, 'tls-server-name': undefined } : {}),
    ...(name ? { 'tls-server-name': name } : {}),
    ...(insecure
      ? {
          'insecure-skip-tls-verify': 'true',
          'certificate-authority': undefined,
          'certificate-authority-data': undefined,
        }
      : {}),
    ...(authority
      ? { ...file('certificate-authority', authority), 'insecure-skip-tls-verify': undefined }
      : {}),
  })
}

const extraOf = (pairs: readonly string[]): Record<string, string[]> => {
  const extra: Record<string, string[]> = {}
  for (const pair of pairs) {
    const [key = '', ...value] = pair.split('=')
    if (key === '' || value.length === 0)
      throw usageError(`--as-user-extra ${pair} is not KEY=VALUE`, 'such as --as-user-extra reason=audit')
    ;(extra[key] ??= []).push(value.join('='))
  }
  return extra
}

export const overrideUser = (user: Settings, flags: Overrides): Settings => {
  const { token, as, 'as-uid': uid, 'as-group': groups = [], 'as-user-extra': pairs = [] } = flags
  const changed = user.with({
    // Otherwise the file would win over the flag.
    ...(token ? { token, tokenFile: undefined } : {}),
    ...file('client-certificate', flags['client-certificate']),
    ...file('client-key', flags['client-key']),
    ...(as ? { as } : {}),
    ...(uid ? { 'as-uid': uid } : {}),
    ...(groups.length > 0 ? { 'as-groups': groups } : {}),
    ...(pairs.length > 0
      ? { 'as-user-extra': { ...user.at('as-user-extra').raw(), ...extraOf(pairs) } }
      : {}),
  })
  if (!changed.has('as') && (uid || groups.length > 0 || pairs.length > 0))
    throw usageError(
      '--as-group, --as-uid and --as-user-extra say as whom to act, and no user is named',
      'add --as USER',
    )
  return changed
}
