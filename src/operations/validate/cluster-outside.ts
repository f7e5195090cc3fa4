/** What a cluster has of the objects that references point to: listed by kind and namespace, once each. */
import type { Cluster, KindRef } from '../../model/cluster.ts'
import { type ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { GATEWAY_GROUP } from '../../model/kinds.ts'
import { groupOf, type Resource } from '../../model/resource.ts'
import type { Outside } from '../../validate/world/outside.ts'

/** The kinds of which rules look at more than the name and the labels. */
const WHOLE = [`${GATEWAY_GROUP}/Gateway`, `${GATEWAY_GROUP}/ReferenceGrant`, '/Service']
/** Served in place of a version that a cluster does not have yet. */
const OLDER: Readonly<Record<string, string>> = {
  [`${GATEWAY_GROUP}/ReferenceGrant`]: `${GATEWAY_GROUP}/v1beta1`,
}
/** In more namespaces than so many it is less work to list all. */
const MOST_NAMESPACES = 10

/** `*` stands for all namespaces, and is all there is of a kind that has none. */
const ALL = '*'

interface Place {
  readonly kind: KindRef
  readonly namespace: string
}

const nameOf = ({ apiVersion, kind }: KindRef): string => `${groupOf(apiVersion)}/${kind}`
const keyOf = ({ kind, namespace }: Place): string => `${nameOf(kind)} ${namespace}`

export class ClusterOutside implements Outside {
  readonly #cluster: Cluster
  readonly #wanted = new Map<string, Place>()
  /** By place; undefined for what the user may not list. */
  readonly #known = new Map<string, ReadonlyMap<string, Resource> | undefined>()
  readonly #forbidden = new Map<string, ClusterError>()
  readonly #notServed = new Set<string>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  find: Outside['find'] = (ref) => {
    const objects = this.#at({ kind: ref, namespace: ref.namespace ?? ALL })
    if (objects === undefined) return { is: 'unknown' }
    const object = objects.get(ref.name)
    return object === undefined ? { is: 'absent' } : { is: 'there', object }
  }

  all: Outside['all'] = (kind, namespace) => {
    const objects = this.#at({ kind, namespace })
    return objects && [...objects.values()]
  }

  /** Undefined where it is not known, and then it is wanted, unless it can't be known. */
  #at({ kind: { apiVersion, kind }, namespace }: Place): ReadonlyMap<string, Resource> | undefined {
    const place = { kind: { apiVersion, kind }, namespace }
    const key = keyOf(place)
    if (!this.#known.has(key)) this.#wanted.set(key, place)
    return this.#known.get(key)
  }

  /** Throws a ClusterError where the cluster can't be asked at all. */
  learn: Outside['learn'] = async () => {
    if (this.#wanted.size === 0) return false
    const kinds = Map.groupBy(this.#wanted.values(), ({ kind }) => nameOf(kind))
    this.#wanted.clear()
    await Promise.all([...kinds.values()].map((places) => this.#learnKind(places)))
    return true
  }

  async #learnKind(places: readonly Place[]): Promise<void> {
    const [first] = places
    if (first === undefined) return
    if (places.length > MOST_NAMESPACES) {
      const all = await this.#list({ kind: first.kind, namespace: ALL })
      for (const place of places) this.#known.set(keyOf(place), all && byName(all, place.namespace))
      return
    }
    await Promise.all(
      places.map(async (place) => {
        const objects = await this.#list(place)
        this.#known.set(keyOf(place), objects && byName(objects))
      }),
    )
  }

  /** None where the cluster does not serve the kind; undefined where the user may not know. */
  async #list({ kind, namespace }: Place): Promise<readonly Resource[] | undefined> {
    const options = {
      namespace: namespace === ALL ? undefined : namespace,
      metadataOnly: !WHOLE.includes(nameOf(kind)),
    }
    try {
      return await this.#cluster.list(kind, options)
    } catch (error) {
      if (isClusterError(error, 'forbidden')) {
        const where = namespace === ALL ? 'all namespaces' : `namespace ${namespace}`
        this.#forbidden.set(`${kind.kind} in ${where}`, error)
        return undefined
      }
      if (!isClusterError(error, 'kind-not-served')) throw error
      const older = OLDER[nameOf(kind)]
      if (older !== undefined && older !== kind.apiVersion)
        return this.#list({ kind: { ...kind, apiVersion: older }, namespace })
      this.#notServed.add(`${kind.kind} (${kind.apiVersion})`)
      return []
    }
  }

  /** What could not be looked up, each as a sentence. */
  notes(): string[] {
    const forbidden = [...this.#forbidden.keys()]
    return [
      ...(forbidden.length === 0
        ? []
        : [
            `you may not list ${forbidden.join(', ')}: whether what refers to these is there is not known, and told as without --cluster`,
          ]),
      ...(this.#notServed.size === 0
        ? []
        : [`the cluster does not serve ${[...this.#notServed].join(', ')}, so it has none`]),
    ]
  }
}

const byName = (objects: readonly Resource[], namespace?: string): ReadonlyMap<string, Resource> =>
  new Map(
    objects
      .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
      .map((object) => [object.metadata.name, object]),
  )
