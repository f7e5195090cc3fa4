/** Why the API server said no: turns its Status replies into errors of ours, each with the next step. */
import type { Code } from '../codes/index.ts'
import { ClusterError, type RefusalCause } from '../model/cluster-error.ts'
import { denialOf } from '../model/lock.ts'

/** The part of a Kubernetes Status that says why. */
export interface Status {
  readonly message?: string
  readonly reason?: string
  readonly details?: {
    readonly name?: string
    readonly kind?: string
    readonly causes?: readonly {
      readonly reason?: string
      readonly message?: string
      readonly field?: string
    }[]
  }
}

/** Reads a refusal's body; undefined where it is not a Status. */
export const statusOf = (text: string): Status | undefined => {
  try {
    const value = JSON.parse(text) as (Status & { kind?: string }) | null
    return value?.kind === 'Status' ? value : undefined
  } catch {
    return undefined
  }
}

const CONFLICT = /^conflict with "([^"]*)"(?: with subresource "([^"]*)")?/

const causesOf = (status: Status): RefusalCause[] =>
  (status.details?.causes ?? []).map(({ reason, message = '', field }) => {
    const [, manager, subresource] =
      (reason === 'FieldManagerConflict' ? CONFLICT.exec(message) : undefined) ?? []
    return {
      message,
      ...(field === undefined ? {} : { field: field.replace(/^\./, '') }),
      ...(manager === undefined ? {} : { manager }),
      ...(subresource === undefined ? {} : { subresource }),
    }
  })

const conflictMessage = (what: string, causes: readonly RefusalCause[]): string => {
  const fields = new Map<string, string[]>()
  for (const { manager = 'another manager', field = '?' } of causes)
    fields.set(manager, [...(fields.get(manager) ?? []), field])
  const owners = [...fields].map(([manager, owned]) => `${manager} owns ${owned.join(', ')}`)
  return `${what}: ${owners.join('; ')}`
}

const BY_POLICY = /admission webhook|ValidatingAdmissionPolicy|MutatingAdmissionPolicy/

/** Since Kubernetes 1.36 the verb may say on what: `impersonate-on:user-info:create`. */
const CANNOT_IMPERSONATE = / cannot impersonate\S* resource /

const isMissingNamespace = (status: Status): boolean =>
  (status.reason === 'NotFound' && status.details?.kind === 'namespaces') ||
  (status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false)

/**
 * The error for a reply of 400 or above. `what` names the object or kind that was asked about, `server` the
 * API server, `tried` how often it was asked. 404s of kinds are told apart by the caller.
 */
export const refusal = (
  http: number,
  status: Status,
  what: string,
  server: string,
  tried = '',
): ClusterError => {
  const said = status.message ?? `HTTP status ${http}`
  const again = tried === '' ? '' : ` (${tried})`
  const causes = causesOf(status)
  const make = (code: Code, message: string, hint?: string): ClusterError =>
    new ClusterError(code, http, message, { hint, causes })
  if (isMissingNamespace(status)) {
    const name = status.details?.kind === 'namespaces' ? status.details.name : undefined
    return name === undefined
      ? make(
          'namespace-missing',
          `${what}: the namespace is being deleted`,
          'wait until it is gone, and create it again',
        )
      : make('namespace-missing', `there is no namespace ${name}`, `kubectl create namespace ${name}`)
  }
  const lock = denialOf(said)
  if (lock !== undefined) return make('revoked', lock.message, lock.hint)
  if ([400, 403, 422].includes(http) && BY_POLICY.test(said)) return make('denied', said)
  // Fields that no schema knows, in a server-side apply.
  if (http === 500 && said.startsWith('failed to create typed patch object')) return make('rejected', said)
  switch (http) {
    case 401:
      return make(
        'unauthorized',
        `the API server at ${server} does not accept the credentials of the kubeconfig`,
        'log in again, or fetch a new kubeconfig; the credentials may have expired',
      )
    case 403:
      if (CANNOT_IMPERSONATE.test(said))
        return make(
          'impersonation-refused',
          said,
          'leave --as, --as-group and --as-uid out, or get the right to `impersonate`',
        )
      return said.includes('"system:anonymous"')
        ? make('forbidden', said, 'the kubeconfig holds no credentials for this context: log in')
        : make('forbidden', said, 'ask whoever administers the cluster for that right')
    case 404:
      return make('not-found', `there is no ${what}`, '`kubectl agentgw get -A` lists what there is')
    case 409:
      if (causes.some((cause) => cause.manager !== undefined))
        return make(
          'field-conflict',
          conflictMessage(what, causes),
          'change the manifest to agree, or take the fields with --force-conflicts',
        )
      if (status.reason === 'AlreadyExists') return make('already-exists', `${what} stands there already`)
      return make('changed-meanwhile', `${what} was changed or replaced meanwhile`, 'run the command again')
    case 400:
    case 413:
    case 415:
    case 422:
      return make('rejected', said)
    case 429:
    case 503:
      return make(
        'cluster-busy',
        `the API server is too busy (HTTP ${http}): ${said}${again}`,
        'try again later',
      )
    case 504:
      return make('cluster-timeout', `the API server gave up (HTTP 504): ${said}${again}`, 'try again')
    default:
      return make('cluster-error', `the API server failed (HTTP ${http}): ${said}${again}`, 'try again later')
  }
}
