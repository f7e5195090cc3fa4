/**
 * A Kubernetes Event on each object that was revoked or restored, so that `kubectl describe` and whatever collects
 * Events tell it. They are an account beside the record: that one can't be written holds nothing up.
 */
import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { FIELD_MANAGER } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { partLabel } from '../model/part.ts'
import type { Resource, ResourceRef } from '../model/resource.ts'
import { type Named, targetKey } from '../model/revocation.ts'

export interface Told extends Named {
  /** The revocation's. */
  readonly id: string
  /** Of the object that stood there, or that stands there now. */
  readonly uid?: string | undefined
}

export interface Account {
  readonly action: 'Revoke' | 'Restore'
  /** Why and by whom: `by alice: leaks files`. */
  readonly text: string
  /** RFC 3339. */
  readonly when: string
  /** `user@host` */
  readonly localUser: string
}

/** More objects than these share one Event for each namespace and revocation. */
const SINGLE = 50
/** As the API server takes for Events of the new form; longer ones are cut by what shows them. */
const MESSAGE = 1024
const INSTANCE = 128

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`

/** An object's name, shortened, and a digest: as kubectl's own, but the same when it is written again. */
const nameOf = (told: Told, { action, when }: Account): string => {
  const digest = createHash('sha256')
    .update(`${action} ${told.id} ${targetKey(told)} ${when}`)
    .digest('hex')
  return `${told.ref.name.slice(0, 200).replace(/[-.]+$/, '')}.${digest.slice(0, 16)}`
}

const involved = ({ apiVersion, kind, name }: ResourceRef, namespace: string, uid: string | undefined) => ({
  apiVersion,
  kind,
  namespace,
  name,
  ...(uid === undefined ? {} : { uid }),
})

const eventOf = (told: Told, account: Account, others: number): Resource => {
  const { action, text, when, localUser } = account
  const done = action === 'Revoke' ? 'Revoked' : 'Restored'
  const namespace = told.ref.namespace ?? 'default'
  const part = told.part === undefined ? '' : ` ${partLabel(told.part)}`
  const more = others === 0 ? '' : `, with ${others} more of this namespace,`
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: nameOf(told, account), namespace },
    involvedObject: involved(told.ref, namespace, told.uid),
    type: action === 'Revoke' ? 'Warning' : 'Normal',
    reason: done,
    action,
    message: cut(`${done}${part}${more} ${text} (revocation ${told.id})`, MESSAGE),
    source: { component: FIELD_MANAGER },
    reportingComponent: FIELD_MANAGER,
    reportingInstance: cut(localUser, INSTANCE),
    firstTimestamp: `${when.slice(0, 19)}Z`,
    lastTimestamp: `${when.slice(0, 19)}Z`,
    count: 1,
  }
}

/** The Events to write. */
export const eventsOf = (told: readonly Told[], account: Account): Resource[] => {
  if (told.length <= SINGLE) return told.map((one) => eventOf(one, account, 0))
  const groups = Map.groupBy(told, ({ id, ref }) => `${id} ${ref.namespace ?? ''}`)
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => eventOf(first, account, group.length - 1)),
  )
}

/** Gives what kept them from being written, each reason once. */
export const writeEvents = async (cluster: Cluster, events: readonly Resource[]): Promise<UserError[]> => {
  const failures = new Map<string, UserError>()
  await mapSome(events, async (event) => {
    try {
      await cluster.create(event)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      if (!isClusterError(error, 'already-exists')) failures.set(error.code, error)
    }
  })
  return [...failures.values()]
}
