/** Where routes attach: to which Gateways that are known, and to which of their listeners. */
import type { Subject } from '../subject.ts'
import { isGateway, type Listener, listenersOf } from './listeners.ts'
import { once } from './once.ts'
import type { Reference } from './reference.ts'
import { routesOf } from './routes.ts'
import type { World } from './world.ts'

export interface Attachment {
  readonly route: Subject
  readonly parent: Reference
  readonly sectionName: string | undefined
  readonly port: number | undefined
  readonly listeners: readonly Listener[]
  /** Of the listeners those that the reference names by sectionName or port; all where it names none. */
  readonly named: readonly Listener[]
}

function isAbsentOr(value: unknown, type: 'string'): value is string | null | undefined
function isAbsentOr(value: unknown, type: 'number'): value is number | null | undefined
function isAbsentOr(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || value === null || typeof value === type
}

export const attachmentsOf = once((world: World): readonly Attachment[] =>
  routesOf(world).flatMap(({ subject: route, parentRefs }) =>
    parentRefs.flatMap((parent): Attachment[] => {
      const gateway = isGateway(parent.to) ? world.object(parent.to) : undefined
      if (gateway === undefined) return []
      const listeners = listenersOf(gateway)
      const { sectionName, port } = parent.ref
      // What is no name or no number is the schema's to tell.
      if (!isAbsentOr(sectionName, 'string') || !isAbsentOr(port, 'number')) return []
      const named = listeners.filter(
        (listener) =>
          (sectionName == null || listener.name === sectionName) && (port == null || listener.port === port),
      )
      return [
        { route, parent, sectionName: sectionName ?? undefined, port: port ?? undefined, listeners, named },
      ]
    }),
  ),
)

/** How a listener is told apart in a message. */
export const listenerText = ({ name, port }: Listener): string => `${name} (port ${String(port)})`
