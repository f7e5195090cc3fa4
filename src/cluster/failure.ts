/** Why there was no reply: turns what the network and TLS say into errors of ours. */
import type { Code } from '../codes/index.ts'
import { ClusterError } from '../model/cluster-error.ts'
import { PROXY_FAILED } from './agent.ts'
import { isBroken, type Tries } from './retry.ts'

const EXPIRED = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/
const WRONG_NAME = /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/
const UNTRUSTED = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/
/** What answers does not speak TLS. Where OpenSSL has no code of Node's, its words stand in the message. */
const NOT_TLS = /wrong[_ ]version[_ ]number|packet[_ ]length[_ ]too[_ ]long|ssl[_ ]http[_ ]request/i
/** TLS alerts of a server that does not take the client's certificate. */
const REFUSED_CERTIFICATE = /alert[_ ](bad[_ ]certificate|certificate[_ ]|unknown[_ ]ca|access[_ ]denied)/i
/** Keys and certificates of the kubeconfig that are none. */
const UNUSABLE = /^ERR_OSSL_|^ERR_INVALID_(ARG|CHAR)|_KEY_VALUES_MISMATCH$/

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name can not be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
}

/** Happy eyeballs: several addresses, each with its own failure. */
const first = (error: NodeJS.ErrnoException): NodeJS.ErrnoException =>
  error instanceof AggregateError ? ((error.errors[0] as NodeJS.ErrnoException | undefined) ?? error) : error

const NO_SUCH_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN'])

export interface Way {
  /** Between here and the server, `host:port`. */
  readonly proxy?: string | undefined
  /** The connection stood. */
  readonly open: boolean
  /** The request was not a harmless one, and may have been carried out. */
  readonly mayBeDone: boolean
  readonly tries: Tries
}

const LOOK_FIRST = 'look whether it was done before you try again'

export const connectionFailure = (
  error: NodeJS.ErrnoException,
  { proxy, open, mayBeDone, tries: { attempts } }: Way,
  server: URL,
): ClusterError => {
  const cause = first(error)
  const code = cause.code ?? ''
  const said = `${code} ${cause.message}`
  const make = (ours: Code, message: string, hint?: string): ClusterError =>
    new ClusterError(ours, 0, message, { hint, cause })
  // Node adds advice about its own options.
  const line = cause.message.split(/\n|; if the root CA/)[0] ?? code
  if (EXPIRED.test(code))
    return make(
      'certificate-expired',
      `the certificate of ${server.origin} is not valid today: ${line}`,
      'have it renewed by whoever runs the cluster, and check the clock of this machine (`date`)',
    )
  if (WRONG_NAME.test(code))
    return make(
      'certificate-wrong-name',
      `the certificate of ${server.origin} is for other names: ${line}`,
      'correct `server` or `tls-server-name` in the kubeconfig; --tls-server-name NAME says which name to expect',
    )
  if (UNTRUSTED.test(code))
    return make(
      'cluster-untrusted',
      `the certificate of ${server.origin} is not trusted: ${line}`,
      'fetch a new kubeconfig for the cluster, or correct certificate-authority in it (--certificate-authority FILE)',
    )
  if (NOT_TLS.test(said))
    return make(
      'not-kubernetes',
      `${server.origin} does not speak TLS, as an API server does`,
      'correct `server` of the cluster in the kubeconfig',
    )
  if (REFUSED_CERTIFICATE.test(said))
    return make(
      'unauthorized',
      `${server.origin} does not accept the client certificate`,
      'log in again, or fetch a new kubeconfig',
    )
  if (UNUSABLE.test(code))
    return make(
      'kubeconfig-invalid',
      `a certificate, a key, a token or the user to act as can not be used: ${code}`,
      'correct it where it comes from: the kubeconfig, a flag, or the credential plugin',
    )
  const times = attempts === 1 ? '' : `, ${attempts} times`
  if (open && isBroken(cause))
    return make(
      'connection-lost',
      `the connection to the API server at ${server.origin} broke before its answer was whole${times}`,
      mayBeDone ? LOOK_FIRST : 'try again; a proxy or load balancer on the way may end connections early',
    )
  if (code === PROXY_FAILED || (proxy !== undefined && !open))
    return make(
      'proxy-failed',
      `can not reach the API server at ${server.origin}: ${code === PROXY_FAILED ? cause.message : `the proxy ${proxy ?? ''} can not be used (${code || cause.message})`}${times}`,
      'correct `proxy-url` in the kubeconfig or HTTPS_PROXY; NO_PROXY names what is reached without a proxy',
    )
  return make(
    NO_SUCH_HOST.has(code) ? 'host-unknown' : 'cluster-unreachable',
    `can not reach the API server at ${server.origin}: ${WORDS[code] ?? cause.message}${times}`,
    mayBeDone
      ? LOOK_FIRST
      : NO_SUCH_HOST.has(code)
        ? `check \`server\` in the kubeconfig, and the network or VPN that knows the name: nslookup ${server.hostname}`
        : 'check that the cluster runs and that `kubectl version` reaches it; --context names another',
  )
}

/** No answer within `limit` milliseconds. */
export const timeOut = (connected: boolean, mayBeDone: boolean, limit: number, server: URL): ClusterError => {
  const seconds = `${limit / 1000} s`
  if (!connected)
    return new ClusterError('cluster-unreachable', 0, `no connection to ${server.origin} within ${seconds}`, {
      hint: 'check the network, VPN or proxy on the way; `kubectl version` takes the same way',
    })
  return new ClusterError(
    'cluster-timeout',
    0,
    `the API server at ${server.origin} did not answer within ${seconds}`,
    {
      hint: mayBeDone ? LOOK_FIRST : 'try again, or give it more time with --request-timeout',
    },
  )
}
