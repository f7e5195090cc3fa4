/** What every rule across resources is: one file that exports one of these. */
import type { Code } from '../../codes/index.ts'
import type { Fault as FaultOfStage, Subject } from '../subject.ts'
import type { World } from '../world/world.ts'

/** What a rule has to say of one place of one object. */
export type Fault = Omit<FaultOfStage, 'stage' | 'part'>

export type Tell = (subject: Subject, fault: Fault) => void

export interface Rule {
  /** All that it may report, and nothing else. */
  readonly codes: readonly Code[]
  /**
   * Looks at the kinds that it concerns, in time proportional to these. Most of what it sees is fine, so that it makes
   * nothing, a path above all, before there is something to tell. A promise where it loads something.
   */
  readonly check: (world: World, tell: Tell) => void | Promise<void>
}

/** Where an object is named, as other findings refer to it: `a.yaml:3`. */
export const placeOf = ({ document }: Subject): string =>
  `${document.file}:${document.locate(['metadata', 'name']).line}`
