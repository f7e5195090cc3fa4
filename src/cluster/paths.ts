/** Where the API server serves a kind: by heart for the kinds this program knows, by discovery for others. */
import type { KindRef } from '../model/cluster.ts'
import { DEFAULT_NAMESPACE, KINDS } from '../model/kinds.ts'
import type { ResourceRef } from '../model/resource.ts'
import { type Api, type Json, kindNotServed } from './api.ts'

interface Place {
  readonly plural: string
  readonly namespaced: boolean
}

const known = new Map<string, Place>(KINDS.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]))

const versionPath = (apiVersion: string): string =>
  apiVersion.includes('/')
    ? `/apis/${apiVersion.split('/').map(encodeURIComponent).join('/')}`
    : `/api/${encodeURIComponent(apiVersion)}`

export class Paths {
  readonly #api: Api
  /** What discovery found, by apiVersion. What is not served is asked again: a CRD may be installed meanwhile. */
  readonly #served = new Map<string, Map<string, Place>>()

  constructor(api: Api) {
    this.#api = api
  }

  async openApi(apiVersion: string): Promise<Json | undefined> {
    const path = `/openapi/v3${versionPath(apiVersion)}`
    const answer = await this.#api.ask({ method: 'GET', path, repeatable: true })
    if (answer.is === 'found') return answer.value
    if (answer.is === 'absent') return undefined
    throw this.#api.refused(answer, `the schemas of ${apiVersion}`, { apiVersion, kind: '' })
  }

  /** The path of all objects of a kind, in one namespace or in all. */
  async ofKind(kind: KindRef, namespace?: string): Promise<string> {
    const place = known.get(`${kind.apiVersion}/${kind.kind}`) ?? (await this.find(kind))
    if (place === undefined) throw kindNotServed(kind, this.#api.server)
    const within =
      place.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
    return `${versionPath(kind.apiVersion)}${within}/${place.plural}`
  }

  /** The path of the objects among which `ref` is or would be. */
  async around(ref: ResourceRef): Promise<string> {
    return this.ofKind(ref, ref.namespace ?? DEFAULT_NAMESPACE)
  }

  async of(ref: ResourceRef): Promise<string> {
    return `${await this.around(ref)}/${encodeURIComponent(ref.name)}`
  }

  /** By discovery. */
  async find(kind: KindRef): Promise<Place | undefined> {
    const seen = this.#served.get(kind.apiVersion)?.get(kind.kind)
    if (seen !== undefined) return seen
    const answer = await this.#api.ask({
      method: 'GET',
      path: versionPath(kind.apiVersion),
      repeatable: true,
    })
    if (answer.is === 'absent') return undefined
    if (answer.is === 'refused') throw this.#api.refused(answer, `the kinds of ${kind.apiVersion}`, kind)
    const resources = (answer.value['resources'] ?? []) as {
      name: string
      kind: string
      namespaced: boolean
    }[]
    const places = new Map<string, Place>()
    for (const { name, kind: served, namespaced } of resources)
      if (!name.includes('/')) places.set(served, { plural: name, namespaced })
    this.#served.set(kind.apiVersion, places)
    return places.get(kind.kind)
  }
}
