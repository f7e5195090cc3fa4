/** Waits until objects are ready, or it is known that they will not be. */
import type { Clock } from '../../model/clock.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { ClusterError } from '../../model/cluster-error.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { Readiness, WaitEnd, Waited } from '../../model/readiness.ts'
import { readinessOf } from '../../plan/readiness.ts'
import { controllersOf } from './controllers.ts'
import { look } from './look.ts'

export interface WaitOptions {
  readonly cluster: Cluster
  readonly clock: Clock
  /** In milliseconds; 0: one look; Infinity: without end. */
  readonly timeout: number
  readonly signal?: AbortSignal
  /** Something failed already, so that nothing can make a success of the run. */
  readonly failed?: boolean
}

/** What a controller that runs may take to say its first word, and a reason that may pass to pass, ms. */
export const PATIENCE = 10_000
/** Between two looks, ms: half as much again each time, so that five minutes take some seventy looks. */
const FIRST = 250
const LONGEST = 5_000

const UNSEEN: Readiness = { is: 'pending', reason: 'Unknown', message: 'it was not looked at yet' }
const GONE: Readiness = { is: 'refused', reason: 'Deleted', message: 'it was deleted meanwhile' }

/** Refusals that asking again does not change; any other failure to look may pass. */
const FINAL: readonly string[] = ['forbidden', 'unauthorized', 'kind-not-served']

interface Entry {
  readonly ref: ResourceRef
  readiness: Readiness
  /** When it was first seen so. */
  since: number
  error?: ClusterError
}

const isSame = (a: Readiness, b: Readiness): boolean =>
  a.is === b.is && a.reason === b.reason && a.message === b.message

const aborted = (signal: AbortSignal | undefined): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal?.aborted) resolve(undefined)
    signal?.addEventListener('abort', () => {
      resolve(undefined)
    })
  })

/**
 * Yields each object as it is first seen, on each change, and as its wait ends. Where one fails, the others have
 * a moment to show what becomes of them. Ends early, without `end` of what is left, where the signal aborts.
 */
export async function* untilReady(
  refs: readonly ResourceRef[],
  { cluster, clock, timeout, signal, failed = false }: WaitOptions,
): AsyncGenerator<Waited> {
  const start = clock.now()
  const hasController = controllersOf(cluster)
  const interrupted = aborted(signal)
  const left = new Map<string, Entry>(
    refs.map((ref) => [refKey(ref), { ref, readiness: UNSEEN, since: start }]),
  )
  let givesUp = failed
  let deadline = start + (failed ? Math.min(timeout, PATIENCE) : timeout)

  const end = (key: string, { ref, readiness, error }: Entry, how: WaitEnd): Waited => {
    left.delete(key)
    if (how !== 'ready' && !givesUp) {
      givesUp = true
      deadline = Math.min(deadline, clock.now() + PATIENCE)
    }
    return { ref, readiness, end: how, ...(error === undefined ? {} : { error }) }
  }

  for (let pause = FIRST; left.size > 0; pause = Math.min(1.5 * pause, LONGEST)) {
    const found = await Promise.race([
      interrupted,
      look(
        cluster,
        [...left.values()].map(({ ref }) => ref),
      ),
    ])
    if (found === undefined || signal?.aborted) return
    for (const [key, entry] of [...left]) {
      const error = found.errors.get(key)
      if (error !== undefined) {
        entry.error = error
        if (FINAL.includes(error.code)) yield end(key, entry, 'unseen')
        continue
      }
      delete entry.error
      const object = found.seen.get(key)
      const readiness = object === undefined ? GONE : readinessOf(object)
      const now = clock.now()
      const isNew = !isSame(readiness, entry.readiness)
      // The wording may change while the matter stays.
      if (readiness.is !== entry.readiness.is || readiness.reason !== entry.readiness.reason)
        entry.since = now
      entry.readiness = readiness
      if (readiness.is === 'ready') yield end(key, entry, 'ready')
      else if (readiness.is === 'refused') yield end(key, entry, 'not-accepted')
      else if (readiness.is === 'hindered' && now - entry.since >= PATIENCE)
        yield end(key, entry, 'not-accepted')
      else if (
        readiness.is === 'silent' &&
        object !== undefined &&
        now - entry.since >= PATIENCE &&
        !(await hasController(object).catch(() => true))
      )
        yield end(key, entry, 'no-controller')
      else if (isNew) yield { ref: entry.ref, readiness }
    }
    if (left.size === 0) return
    const rest = deadline - clock.now()
    if (rest <= 0) {
      const how = deadline === start + timeout ? 'wait-timeout' : 'given-up'
      for (const [key, entry] of [...left]) yield end(key, entry, how)
      return
    }
    await clock.sleep(Math.min(pause, rest), signal).catch(() => undefined)
    if (signal?.aborted) return
  }
}
