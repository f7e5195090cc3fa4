/** Where routes attach: to which Gateways that are known, and to which of their listeners. */
import { isGateway, type Listener, listenersOf, refusal } from './listeners.ts'
import { once } from './once.ts'
import type { Reference } from './reference.ts'
import { type Route, routesOf } from './routes.ts'
import type { World } from './world.ts'

export interface Attachment {
  readonly route: Route
  readonly parent: Reference
  readonly sectionName: string | undefined
  readonly port: number | undefined
  readonly listeners: readonly Listener[]
  /** Of the listeners those that the reference names by sectionName or port; all where it names none. */
  readonly named: readonly Listener[]
  /** Of the named those that take the route, as far as that is known. */
  readonly open: readonly Listener[]
}

function isAbsentOr(value: unknown, type: 'string'): value is string | null | undefined
function isAbsentOr(value: unknown, type: 'number'): value is number | null | undefined
function isAbsentOr(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || value === null || typeof value === type
}

const attachmentOf = (world: World, route: Route, parent: Reference): Attachment | undefined => {
  if (!isGateway(parent.kind)) return undefined
  const gateway = parent.target?.value ?? world.object(parent.to)
  const { sectionName, port } = parent.ref
  // What is no name or no number is the schema's to tell.
  if (gateway === undefined || !isAbsentOr(sectionName, 'string') || !isAbsentOr(port, 'number'))
    return undefined
  const listeners = listenersOf(gateway)
  const named =
    sectionName == null && port == null
      ? listeners
      : listeners.filter(
          (listener) =>
            (sectionName == null || listener.name === sectionName) &&
            (port == null || listener.port === port),
        )
  const takes = (listener: Listener): boolean => refusal(listener, parent, world) === undefined
  const open = named.every(takes) ? named : named.filter(takes)
  return {
    route,
    parent,
    sectionName: sectionName ?? undefined,
    port: port ?? undefined,
    listeners,
    named,
    open,
  }
}

export const attachmentsOf = once((world: World): readonly Attachment[] =>
  routesOf(world)
    .flatMap((route) => route.parentRefs.map((parent) => attachmentOf(world, route, parent)))
    .filter((attachment) => attachment !== undefined),
)

/** How a listener is told apart in a message. */
export const listenerText = ({ name, port }: Listener): string => `${name} (port ${String(port)})`
