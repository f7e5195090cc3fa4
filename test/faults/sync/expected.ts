/** What an apply in a SyncScene must come to, and what of its report is so. */
import { holds } from '../../../src/model/holds.ts'
import { type Resource, refKey, refOf } from '../../../src/model/resource.ts'
import type { AppliedObject } from '../../../src/model/sync.ts'
import type { Written } from '../../controlplane/fault-proxy.ts'
import { AFTER, BEFORE, writesOf } from './scene-objects.ts'
import { told } from './told.ts'

/** By refKey. */
export type Live = ReadonlyMap<string, Resource>
export type Outcome = { readonly applied: readonly AppliedObject[] } | { readonly error: unknown }

/** Of what was written, the objects that became another more often than they had to. */
export const twice = (written: readonly Written[]): string[] => {
  const forms = Map.groupBy(
    written.filter(({ resourceVersion }) => resourceVersion !== undefined),
    ({ path }) => path,
  )
  return [...forms]
    .filter(([path, all]) => new Set(all.map((one) => one.resourceVersion)).size > writesOf(path))
    .map(([path, all]) => `${path} was changed ${all.length} times`)
}

export class Expected {
  readonly after: Live
  readonly gone: readonly string[]

  constructor(namespace: string) {
    const keyed = (objects: readonly Resource[]): Live =>
      new Map(objects.map((one) => [refKey(refOf(one, namespace)), one]))
    this.after = keyed(AFTER)
    this.gone = [...keyed(BEFORE).keys()].filter((key) => !this.after.has(key))
  }

  /** What is not as the folder says. */
  wrong(live: Live): string[] {
    return [
      ...[...this.after]
        .filter(([key, one]) => !holds(live.get(key) ?? {}, one))
        .map(([key]) => `${key} is not as in the folder`),
      ...this.gone.filter((key) => live.has(key)).map((key) => `${key} stands`),
    ]
  }

  /** What of the report is not so. */
  untrue(
    outcome: Outcome,
    { before, live, unseen }: { before: Live; live: Live; unseen: readonly string[] },
  ): string[] {
    const version = (all: Live, key: string): string | undefined => all.get(key)?.metadata.resourceVersion
    const changed = (key: string): boolean => version(before, key) !== version(live, key)
    if ('error' in outcome)
      return [...new Set([...before.keys(), ...live.keys()])]
        .filter(changed)
        .map((key) => `it only failed (${String(outcome.error)}), and ${key} was changed`)
    const { applied } = outcome
    const keys = applied.map(({ object: { ref } }) => refKey(ref))
    const gone = this.gone.filter((key) => !unseen.some((kind) => key.includes(`/${kind}/`)))
    const missing = [...this.after.keys(), ...gone].filter((key) => !keys.includes(key))
    return [
      ...missing.map((key) => `nothing is said of ${key}`),
      ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `${key} is told twice`),
      ...applied.flatMap((one) => (this.#isTrue(one, live, changed) ? [] : [`not so: ${told(one)}`])),
    ]
  }

  #isTrue({ object, outcome, error }: AppliedObject, live: Live, changed: (key: string) => boolean): boolean {
    const key = refKey(object.ref)
    switch (outcome) {
      case 'created':
      case 'configured':
        return holds(live.get(key) ?? {}, this.after.get(key) ?? { never: true })
      case 'pruned':
        return !live.has(key)
      case 'failed':
        // Whoever is told to look, looks; and the first of two steps may be done.
        return (
          !changed(key) || error?.hint?.includes('look whether it was done') === true || writesOf(key) > 1
        )
      default:
        return !changed(key)
    }
  }
}
