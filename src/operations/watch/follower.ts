/**
 * One pass after another over a folder and a cluster: what the folder changed is applied, what the cluster changed is
 * told, and what both did is left alone.
 */
import type { Clock } from '../../model/clock.ts'
import type { Cluster } from '../../model/cluster.ts'
import { type Resource, type ResourceRef, refKey } from '../../model/resource.ts'
import type { AppliedObject, Change, ObjectState } from '../../model/sync.ts'
import type { SyncEvent, WrittenChange } from '../../model/sync-event.ts'
import type { WatchedCluster } from '../../model/watched-cluster.ts'
import { conflictOf } from '../../plan/conflict.ts'
import { type Standing, wishOf } from '../../plan/standing.ts'
import { writerOf } from '../../plan/writers.ts'
import type { Agreements } from '../agreements.ts'
import { applyStates } from '../apply.ts'
import { compareFolder } from '../diff.ts'
import { readJournal, revokedNow } from '../revocations.ts'
import { Attempts } from './attempts.ts'
import { bothChanged, deletedMeanwhile } from './conflicts.ts'
import { EverHeld } from './ever-held.ts'
import { Leavers } from './leavers.ts'
import { RevokedObjects } from './revoked-objects.ts'
import { type Judged, Standings } from './standings.ts'
import { Teller } from './teller.ts'
import type { GoodFolder } from './watched-folder.ts'

export interface FollowerOptions {
  readonly namespace: string | undefined
  /** Reverts what the cluster changed. */
  readonly heal: boolean
  /** Takes out what the folder does not hold any more; where it holds nothing, or most would go, only if that is allowed. */
  readonly prune: boolean
  readonly allowEmpty: boolean
  readonly allowMany: boolean
  readonly cluster: WatchedCluster
  /** The same without a memory. */
  readonly direct: Cluster
  readonly clock: Clock
  readonly tell: (event: SyncEvent) => void
  /** Ends a pass after the steps under way. */
  readonly signal: AbortSignal
}

export class Follower {
  readonly #options: FollowerOptions
  readonly #teller: Teller
  readonly #leavers: Leavers
  readonly #revoked: RevokedObjects
  readonly #failures = new Attempts()
  /** Whoever changes back each time what was healed is not fought without a pause. */
  readonly #heals = new Attempts()
  readonly #standings = new Standings()
  readonly #everHeld = new EverHeld()

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#teller = new Teller(options.tell)
    this.#leavers = new Leavers(options, this.#teller)
    this.#revoked = new RevokedObjects(this.#teller)
  }

  /** Whether a change of that object may be a reason for another pass. */
  concerns(ref: ResourceRef): boolean {
    return this.#standings.covers(ref)
  }

  /** When the next pass is due though nothing changes, which may be already: what the one begun at `since` came too early for. */
  due(since: number): number {
    return Math.min(this.#failures.next(since), this.#heals.next(since), this.#leavers.due(since))
  }

  /** How many objects there are. Throws a UserError where the two can't be compared. */
  async pass({ workspace, objects: folder }: GoodFolder): Promise<number> {
    const { cluster, namespace, prune } = this.#options
    const comparison = await compareFolder(folder, {
      workspace,
      cluster,
      namespace,
      leftOver: prune,
      byNamespace: true,
    })
    const { agreements, missed } = comparison
    const objects = this.#everHeld.sift(comparison.objects, agreements)
    this.#leavers.see(objects, missed)
    const judged = this.#standings.judge(objects, agreements)
    this.#revoked.see(objects, revokedNow(comparison))
    for (const one of judged) this.#tellOf(one)
    await this.#act(judged, agreements, workspace.root)
    cluster.sweep()
    return objects.length
  }

  /** Without a word about what a write of our own is going to settle. */
  #tellOf({ key, object, standing }: Judged): void {
    const { ref, changes, live, desired, problem } = object
    const isHealed = standing === 'mixed' && this.#options.heal
    if (standing === 'settled') {
      this.#teller.settled(ref)
      this.#failures.forget(key)
    } else if (standing === 'drift' || isHealed) {
      const theirs = written(isHealed ? changes.filter(({ by }) => by !== 'folder') : changes, live)
      this.#teller.once({ event: 'drifted', ref, changes: theirs, deleted: live === undefined }, theirs)
    } else if (standing === 'conflict' || standing === 'mixed') {
      const error = live === undefined ? deletedMeanwhile(ref) : (conflictOf(object) ?? bothChanged(object))
      this.#teller.once({ event: 'conflict', ref, error }, [changes, desired && wishOf(desired)])
    } else if (standing === 'blocked' && problem !== undefined)
      this.#teller.once({ event: 'failed', ref, error: problem }, [problem.code, problem.message])
  }

  /** What is to be written, in the order of the folder. */
  #chosen(judged: readonly Judged[]): Judged[] {
    const { heal, clock } = this.#options
    const now = clock.now()
    const wanted = judged.filter(({ key, object, standing }) => {
      const heals = heal && (standing === 'drift' || standing === 'mixed')
      if (standing !== 'ahead' && !heals) return false
      return this.#failures.isDue(key, causeOf(object), now) && (!heals || this.#heals.isDue(key, '', now))
    })
    // A namespace is made for what goes into it, and not for itself.
    const filled = new Set(wanted.map(({ object }) => object.ref.namespace))
    return wanted.filter(
      ({ object }) => object.ref.kind !== 'Namespace' || isHeld(object) || filled.has(object.ref.name),
    )
  }

  async #act(judged: readonly Judged[], agreements: Agreements, root: string | undefined): Promise<void> {
    const { direct, cluster, clock, signal } = this.#options
    const chosen = this.#chosen(judged)
    const isCalm = judged.every(({ standing }) => standing !== 'blocked' && standing !== 'conflict')
    const leaving = isCalm && this.#failures.next(clock.now()) === Infinity ? await this.#leavers.ripe() : []
    if (chosen.length === 0 && leaving.length === 0) return
    // Memories of several lists are not of one moment: whoever revokes now must not be undone by one that lags.
    const revoked = revokedNow(await readJournal(root, direct))
    const standing = new Map(chosen.map((one) => [one.key, one.standing]))
    const states = [...chosen.map(({ object }) => object), ...leaving].filter(
      ({ ref }) => !revoked.has(refKey(ref)),
    )
    const force = (ref: ResourceRef): boolean => standing.get(refKey(ref)) !== 'ahead'
    for await (const applied of applyStates(states, { cluster, agreements, force, signal }))
      await this.#take(applied, standing.get(refKey(applied.object.ref)))
  }

  async #take({ object, outcome, error }: AppliedObject, standing: Standing | undefined): Promise<void> {
    const { ref, changes } = object
    const key = refKey(ref)
    const now = this.#options.clock.now()
    if (outcome === 'pruned') this.#teller.done({ event: 'pruned', ref })
    if (outcome === 'created' || outcome === 'configured') {
      const healed = standing !== 'ahead'
      this.#teller.done({ event: healed ? 'healed' : outcome, ref, changes })
      this.#standings.agree(object, await this.#options.cluster.get(ref))
      this.#leavers.put(ref)
      if (healed) this.#heals.note(key, '', now)
      this.#failures.forget(key)
    }
    if (outcome !== 'failed' || error === undefined) return
    this.#failures.note(key, causeOf(object), now)
    // It became another in this very moment; the next pass looks anew.
    if (error.code === 'changed-meanwhile' && this.#failures.count(key) < 3) return
    this.#teller.failed(ref, error)
  }
}

/** The settings' own namespace is no document of the folder, and does not carry its label. */
const isHeld = ({ desired }: ObjectState): boolean => desired?.metadata.labels !== undefined

const written = (changes: readonly Change[], live: Resource | undefined): WrittenChange[] =>
  changes.map((change) => {
    const writer = live === undefined ? undefined : writerOf(live, change)
    return { ...change, ...(writer === undefined ? {} : { writer }) }
  })

/** Another wish, or another object in the cluster, is another attempt. */
const causeOf = ({ desired, live }: ObjectState): string =>
  `${desired === undefined ? '' : wishOf(desired)} ${live?.metadata.resourceVersion ?? ''}`
