/** Keeps book of a run that may be interrupted: what was done by then, what was under way, what was not begun. */
import { refKey } from './resource.ts'
import type { AppliedObject, ObjectState } from './sync.ts'

export interface Account {
  /** Before the interruption, and with something to do. */
  readonly done: readonly AppliedObject[]
  /** Under way at the interruption, and how it ended. */
  readonly ended: readonly AppliedObject[]
  /** Under way, and not known to have ended. */
  readonly open: readonly ObjectState[]
  readonly notBegun: readonly ObjectState[]
}

const IDLE: readonly AppliedObject['outcome'][] = ['unchanged', 'revoked']

export class RunAccount {
  readonly #states: readonly ObjectState[]
  readonly #begun = new Set<string>()
  readonly #applied = new Map<string, AppliedObject>()
  #before: ReadonlySet<string> | undefined

  constructor(states: readonly ObjectState[]) {
    this.#states = states
  }

  begin({ ref }: ObjectState): void {
    this.#begun.add(refKey(ref))
  }

  end(applied: AppliedObject): void {
    this.#applied.set(refKey(applied.object.ref), applied)
  }

  interrupt(): void {
    this.#before ??= new Set(this.#applied.keys())
  }

  /** What has ended, in the order of the states. */
  get applied(): AppliedObject[] {
    return this.#states.flatMap(({ ref }) => this.#applied.get(refKey(ref)) ?? [])
  }

  /** What there is to tell of an interruption up to now. */
  get account(): Account {
    const tried = this.applied.filter(({ outcome }) => outcome !== 'skipped' && !IDLE.includes(outcome))
    const isBefore = ({ object }: AppliedObject): boolean => this.#before?.has(refKey(object.ref)) ?? true
    const isOpen = ({ ref }: ObjectState): boolean =>
      this.#begun.has(refKey(ref)) && !this.#applied.has(refKey(ref))
    const isTold = ({ ref }: ObjectState): boolean => {
      const outcome = this.#applied.get(refKey(ref))?.outcome
      return outcome !== undefined && outcome !== 'skipped'
    }
    return {
      done: tried.filter(isBefore),
      ended: tried.filter((applied) => !isBefore(applied)),
      open: this.#states.filter(isOpen),
      notBegun: this.#states.filter((state) => !isOpen(state) && !isTold(state)),
    }
  }
}
