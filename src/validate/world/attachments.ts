/** Where routes attach: to which Gateways that are known, and to which of their listeners. */
import type { Subject } from '../subject.ts'
import { isGateway, type Listener, listenersOf } from './listeners.ts'
import { once } from './once.ts'
import type { Reference } from './reference.ts'
import { parentRefsOf, routesOf } from './routes.ts'
import type { World } from './world.ts'

export interface Attachment {
  readonly route: Subject
  readonly parent: Reference
  readonly listeners: readonly Listener[]
  /** Of the listeners those that the reference names by sectionName or port; all where it names none. */
  readonly named: readonly Listener[]
}

export const attachmentsOf = once((world: World): readonly Attachment[] =>
  routesOf(world).flatMap((route) =>
    parentRefsOf(route).flatMap((parent): Attachment[] => {
      const gateway = isGateway(parent.to) ? world.object(parent.to) : undefined
      if (gateway === undefined) return []
      const listeners = listenersOf(gateway)
      const { sectionName, port } = parent.ref
      const named = listeners.filter(
        (listener) =>
          (sectionName === undefined || listener.name === sectionName) &&
          (port === undefined || listener.port === port),
      )
      return [{ route, parent, listeners, named }]
    }),
  ),
)

/** How a listener is told apart in a message. */
export const listenerText = ({ name, port }: Listener): string => `${name} (port ${String(port)})`
