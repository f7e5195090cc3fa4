/** Whether there is a controller that could answer for an object, where none has: it is known by what it wrote elsewhere. */
import type { Cluster, KindRef } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import { CONTROLLER } from '../../model/denial-status.ts'
import { API_VERSION, GATEWAY_GROUP, GROUP, isOwn, isRoute } from '../../model/kinds.ts'
import { mapping } from '../../model/mapping.ts'
import { groupOf, type Resource, type ResourceRef } from '../../model/resource.ts'
import { groupsOf, isWritten } from '../../plan/acceptance.ts'
import { pointersOf } from '../../plan/topology.ts'

const CLASS = { apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'GatewayClass' } as const
const GATEWAY = { apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'Gateway' } as const

const isAnswered = (resource: Resource): boolean => groupsOf(resource).flat().some(isWritten)

const classOf = (gateway: Resource): unknown => mapping(gateway['spec'])['gatewayClassName']

/** The same question is asked once, for however many objects. What may not be looked at is taken to be there. */
export const controllersOf = (cluster: Cluster): ((resource: Resource) => Promise<boolean>) => {
  const known = new Map<string, Promise<boolean>>()
  const once = (key: string, ask: () => Promise<boolean>): Promise<boolean> => {
    const answer =
      known.get(key) ??
      ask().catch((error: unknown) => {
        if (isClusterError(error, 'kind-not-served')) return false
        if (isClusterError(error, 'forbidden')) return true
        known.delete(key)
        throw error
      })
    known.set(key, answer)
    return answer
  }

  const some = (kind: KindRef, shows: (resource: Resource) => boolean, what = ''): Promise<boolean> =>
    once(`${kind.kind} ${what}`, async () => (await cluster.list(kind)).some(shows))

  const any = async (questions: readonly (() => Promise<boolean>)[]): Promise<boolean> => {
    for (const ask of questions) if (await ask()) return true
    return false
  }

  const ofClass = (name: unknown): Promise<boolean> =>
    any([
      () => some(CLASS, (one) => one.metadata.name === name && isAnswered(one), String(name)),
      () => some(GATEWAY, (one) => classOf(one) === name && isAnswered(one), String(name)),
    ])

  const ofGateway = (ref: ResourceRef): Promise<boolean> =>
    once(`${ref.namespace ?? ''}/${ref.name}`, async () => {
      const gateway = await cluster.get(ref)
      return gateway !== undefined && (isAnswered(gateway) || (await ofClass(classOf(gateway))))
    })

  return (resource) => {
    const { kind, metadata } = resource
    if (groupOf(resource.apiVersion) === GROUP && isOwn(kind))
      return any(
        ['MCPBackend', 'AIRoute'].map(
          (own) => () => some({ apiVersion: API_VERSION, kind: own }, isAnswered),
        ),
      )
    if (kind === 'Gateway') return ofClass(classOf(resource))
    if (isRoute(kind))
      return any(
        pointersOf(resource, '')
          .filter(({ as }) => as === 'parent')
          .map(
            ({ kind: parent, namespace = metadata.namespace ?? '', name = '' }) =>
              () =>
                parent === 'Gateway'
                  ? ofGateway({ ...GATEWAY, namespace, name })
                  : some({ apiVersion: resource.apiVersion, kind }, isAnswered),
          ),
      )
    return any([
      () => some({ apiVersion: resource.apiVersion, kind }, isAnswered),
      () =>
        some(
          CLASS,
          (one) => mapping(one['spec'])['controllerName'] === CONTROLLER && isAnswered(one),
          CONTROLLER,
        ),
    ])
  }
}
