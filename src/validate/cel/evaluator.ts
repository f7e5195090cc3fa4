/** A rule as generated code calls it. */
import { plan } from './evaluate.ts'
import type { Plan, Variable } from './frame.ts'
import { Meter } from './cost.ts'
import { parse } from './parse.ts'
import { lift, type Reading } from './raw.ts'
import { Optional, type Value } from './values.ts'

const BOUND: ReadonlySet<string> = new Set(['self', 'oldSelf'])

/** Parsed when it is first evaluated. There is no oldSelf: only new objects are checked. */
export const evaluator = (text: string, reading: Reading): ((self: unknown, meter?: Meter) => Value) => {
  let ready: Plan | undefined
  return (self, meter = new Meter()) => {
    ready ??= plan(parse(text), BOUND)
    const oldSelf: Variable = { name: 'oldSelf', get: () => Optional.none, outer: undefined }
    let value: Value | undefined
    const get = (): Value => (value ??= lift(self, reading))
    return ready.run({ meter, variables: { name: 'self', get, outer: oldSelf } })
  }
}
