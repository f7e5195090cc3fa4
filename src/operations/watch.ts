/** Keeps a cluster as a folder says, and tells what happens on both sides, until it is ended. */
import { UserError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError } from '../model/cluster-error.ts'
import { SYSTEM_NAMESPACE } from '../model/kinds.ts'
import { refOf } from '../model/resource.ts'
import { isLeaving, sameObject } from '../model/same-object.ts'
import type { SyncEvent } from '../model/sync-event.ts'
import type { ClusterListener, ObjectChange, WatchedCluster } from '../model/watched-cluster.ts'
import { FOLDER_LABEL } from '../plan/sync.ts'
import type { FolderOptions } from './folder-objects.ts'
import { Attempts } from './watch/attempts.ts'
import { Bell } from './watch/bell.ts'
import { Connection, isOfConnection } from './watch/connection.ts'
import { Follower } from './watch/follower.ts'
import { WatchedFolder } from './watch/watched-folder.ts'

export interface WatchOptions extends FolderOptions {
  readonly cwd: string
  readonly dirs: readonly string[]
  readonly heal: boolean
  readonly prune: boolean
  /** Prunes also where the folder holds no objects at all. */
  readonly allowEmpty: boolean
  /** Prunes also where more than half of the objects would go. */
  readonly allowMany: boolean
  /** How long it must be quiet before a pass, in milliseconds. */
  readonly debounce: number
  readonly cluster: Cluster
  /** The cluster with a memory, that tells what changes. */
  readonly remember: (listener: ClusterListener) => WatchedCluster
  readonly clock: Clock
  readonly tell: (event: SyncEvent) => void
  /** Ends it, after the steps under way. */
  readonly signal: AbortSignal
}

/** Between two passes though nothing was heard, in milliseconds. */
const RESYNC = 300_000

/** What is no change to anybody but controllers is no reason for a pass. */
const isChange = ({ was, is }: ObjectChange): boolean =>
  was === undefined || is === undefined || !sameObject(was, is) || isLeaving(was) !== isLeaving(is)

/** Resolves when the signal ends it; throws what keeps the first pass from being made. */
export const watch = async (options: WatchOptions): Promise<void> => {
  const { clock, debounce, signal, tell, cluster: direct, remember } = options
  const bell = new Bell(clock, debounce)
  const ring = (): void => {
    bell.ring()
  }
  const connection = new Connection(tell)
  const cluster = remember({
    changed: (changes) => {
      if (changes.some((change) => isChange(change) && concerns(change))) bell.ring()
    },
    troubled: () => {
      connection.see(cluster.troubles())
      bell.ring()
    },
  })
  const follower = new Follower({ ...options, cluster, direct })
  const concerns = ({ was, is }: ObjectChange): boolean => {
    const object = is ?? was
    const { namespace, labels } = object.metadata
    return (
      namespace === SYSTEM_NAMESPACE ||
      labels?.[FOLDER_LABEL] !== undefined ||
      follower.concerns(refOf(object))
    )
  }
  const folder = new WatchedFolder({ ...options, changed: ring })
  const attempts = new Attempts()
  let isFirst = true

  /** What fails in it is told, and tried again. */
  const pass = async (): Promise<void> => {
    const { good } = folder
    if (good === undefined || cluster.troubles().some(isOfConnection)) return
    try {
      const objects = await follower.pass(good)
      if (isFirst) tell({ event: 'watching', server: direct.server, objects })
      isFirst = false
      attempts.forget('')
      connection.see(cluster.troubles())
    } catch (error) {
      if (!(error instanceof UserError) || isFirst) throw error
      attempts.note('', error.message, clock.now())
      // The error of a request beside the watches.
      if (error instanceof ClusterError && isOfConnection(error))
        connection.see([error, ...cluster.troubles()])
      else if (attempts.count('') === 1) tell({ event: 'trouble', error })
    }
  }

  try {
    await folder.open()
    while (!signal.aborted) {
      const begun = clock.now()
      await pass()
      await bell.next(Math.min(clock.now() + RESYNC, follower.due(begun), attempts.next(begun)), signal)
      await folder.refresh()
    }
  } finally {
    folder.close()
    await cluster.close()
  }
}
