/** The Cluster port over the Kubernetes REST API. */
import type { Access } from '../model/access.ts'
import type {
  ApplyOptions,
  Cluster,
  DeleteOptions,
  GetOptions,
  KindRef,
  Listing,
  ListOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { holds } from '../model/holds.ts'
import { type ApiResource, FIELD_MANAGER } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refOf } from '../model/resource.ts'
import type { Api, Json } from './api.ts'
import { listAll } from './list.ts'
import { METADATA } from './metadata-only.ts'
import { Paths } from './paths.ts'
import type { Request } from './sender.ts'
import { watchAll } from './watch.ts'

const label = (ref: ResourceRef): string =>
  `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`

const writing = ({ dryRun, manager }: WriteOptions, more: Record<string, string> = {}): string => {
  const query = new URLSearchParams({ fieldManager: manager ?? FIELD_MANAGER, ...more })
  query.set('fieldValidation', 'Strict')
  if (dryRun === true) query.set('dryRun', 'All')
  return `?${query.toString()}`
}

export class Client implements Cluster {
  readonly context: string
  readonly server: string
  readonly #api: Api
  readonly #paths: Paths
  /** Who the kubeconfig says one is, for servers that do not tell. */
  readonly #userName: string

  constructor(api: Api, context: string, userName: string) {
    this.#api = api
    this.#paths = new Paths(api)
    this.context = context
    this.server = api.server
    this.#userName = userName
  }

  async whoAmI(): Promise<string> {
    const kind = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const answer = await this.#api.ask({ method: 'POST', path, body: kind, repeatable: true })
    if (answer.is === 'found') {
      const user = (answer.value['status'] as { userInfo?: { username?: string } } | undefined)?.userInfo
      return user?.username ?? this.#userName
    }
    // Kubernetes before 1.28.
    if (answer.is === 'absent') return this.#userName
    // Whoever may not ask is told by the refusal; who may not act as another is not that one.
    const refused =
      answer.http === 403
        ? /^\S+ is forbidden: User "([^"]*)" (?!cannot impersonate)/.exec(answer.status.message ?? '')
        : null
    if (refused?.[1] !== undefined) return refused[1]
    throw this.#api.refused(answer, 'SelfSubjectReview', kind)
  }

  async can({ namespace = '', ...access }: Access): Promise<boolean> {
    const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' }
    const answer = await this.#api.ask({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { ...kind, spec: { resourceAttributes: { namespace, ...access } } },
      repeatable: true,
    })
    if (answer.is !== 'found') throw this.#api.refused(answer, kind.kind, kind)
    return (answer.value['status'] as { allowed?: boolean } | undefined)?.allowed === true
  }

  async version(): Promise<string | undefined> {
    const answer = await this.#api.ask({ method: 'GET', path: '/version', repeatable: true })
    const version = answer.is === 'found' ? answer.value['gitVersion'] : undefined
    return typeof version === 'string' ? version : undefined
  }

  async serves(kind: KindRef): Promise<boolean> {
    return (await this.#paths.find(kind)) !== undefined
  }

  async resourceOf({ apiVersion, kind }: KindRef): Promise<ApiResource | undefined> {
    const place = await this.#paths.find({ apiVersion, kind })
    return place && { apiVersion, kind, ...place }
  }

  openApi(apiVersion: string): Promise<Json | undefined> {
    return this.#paths.openApi(apiVersion)
  }

  async get(ref: ResourceRef, { metadataOnly = false }: GetOptions = {}): Promise<Resource | undefined> {
    const path = await this.#paths.of(ref)
    const answer = await this.#api.ask({
      method: 'GET',
      path: metadataOnly ? `${path}?resourceVersion=0` : path,
      repeatable: true,
      ...(metadataOnly ? { accept: METADATA } : {}),
    })
    if (answer.is === 'found') return answer.value as unknown as Resource
    if (answer.is === 'absent' && answer.status?.details?.name !== undefined) return undefined
    throw this.#api.refused(answer, label(ref), ref)
  }

  async list(kind: KindRef, options: ListOptions = {}): Promise<Resource[]> {
    return (await this.snapshot(kind, options)).objects
  }

  async snapshot(kind: KindRef, options: ListOptions = {}): Promise<Listing> {
    return listAll(this.#api, kind, await this.#paths.ofKind(kind, options.namespace), options)
  }

  async *watch(kind: KindRef, options: WatchOptions): AsyncGenerator<WatchEvent> {
    yield* watchAll(this.#api, kind, await this.#paths.ofKind(kind, options.namespace), options)
  }

  async apply(resource: Resource, options: ApplyOptions = {}): Promise<Resource> {
    const ref = refOf(resource)
    const path = await this.#paths.of(ref)
    const send = (force: boolean): Promise<Resource> =>
      this.#write(ref, {
        method: 'PATCH',
        path: path + writing(options, { force: String(force) }),
        contentType: 'application/apply-patch+yaml',
        body: resource,
        repeatable: true,
      })
    return send(options.force ?? false).catch((error: unknown) => {
      const manager = options.manager ?? FIELD_MANAGER
      // What this manager created or patched, rather than applied, is a conflict with itself: no conflict.
      if (isClusterError(error, 'field-conflict') && error.causes.every((cause) => cause.manager === manager))
        return send(true)
      throw error
    })
  }

  async create(resource: Resource, options: WriteOptions = {}): Promise<Resource> {
    const ref = refOf(resource)
    const request = {
      method: 'POST',
      path: (await this.#paths.around(ref)) + writing(options),
      body: resource,
      // A name that the server makes up is another one each time.
      repeatable: options.dryRun === true || Boolean(ref.name),
    } as const
    return this.#write(ref, request, resource)
  }

  async replace(resource: Resource, options: WriteOptions = {}): Promise<Resource> {
    const ref = refOf(resource)
    const path = (await this.#paths.of(ref)) + writing(options)
    return this.#write(ref, { method: 'PUT', path, body: resource, repeatable: true }, resource)
  }

  async patch(ref: ResourceRef, patch: Json, options: WriteOptions = {}): Promise<Resource> {
    const path = (await this.#paths.of(ref)) + writing(options)
    const contentType = 'application/merge-patch+json'
    return this.#write(ref, { method: 'PATCH', path, contentType, body: patch, repeatable: true }, patch)
  }

  async delete(ref: ResourceRef, options: DeleteOptions = {}): Promise<boolean> {
    const { dryRun, uid, resourceVersion } = options
    const answer = await this.#api.ask({
      method: 'DELETE',
      path: await this.#paths.of(ref),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        ...(dryRun === true ? { dryRun: ['All'] } : {}),
        ...(uid === undefined && resourceVersion === undefined
          ? {}
          : { preconditions: { uid, resourceVersion } }),
      },
      // Without its uid, another that was created meanwhile would go.
      repeatable: dryRun === true || uid !== undefined,
    })
    if (answer.is === 'found') return true
    // Where an earlier sending may have been carried out, that it is gone is what it did.
    if (answer.is === 'absent' && answer.status?.details?.name !== undefined) return answer.unsure
    if (answer.unsure && answer.is === 'refused' && answer.http === 409) {
      const there = await this.get(ref)
      if (there?.metadata.uid !== uid || there?.metadata.deletionTimestamp !== undefined) return true
    }
    throw this.#api.refused(answer, label(ref), ref)
  }

  /** `sent`: what the object holds if an earlier sending of the same request was carried out and its answer lost. */
  async #write(ref: ResourceRef, request: Request, sent?: Json): Promise<Resource> {
    const answer = await this.#api.ask(request)
    if (answer.is === 'found') return answer.value as unknown as Resource
    if (sent !== undefined && answer.unsure && answer.is === 'refused' && answer.http === 409) {
      const there = await this.get(ref)
      if (there !== undefined && holds(there, sent)) return there
    }
    throw this.#api.refused(answer, label(ref), ref)
  }
}
