/**
 * Makes a random object valid, step by step, where the faults show: fields that exclude one another, one that another
 * requires. So many objects come to the API server that it accepts; whether they are valid is for it to say.
 */
import type { Kinds } from '../../src/validate/kinds.ts'
import type { Schema } from '../../src/validate/compile/schema.ts'
import { judge } from './compare.ts'
import { valueFor } from './generate.ts'
import type { Choices } from './strings.ts'

const STEPS = 60

type Step = string | number

const stepsOf = (path: string): Step[] =>
  [...path.matchAll(/\[(\d+)\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(([, index, quoted, plain]) =>
    index === undefined ? (quoted ?? plain ?? '') : Number(index),
  )

const schemaAt = (schema: Schema | undefined, steps: readonly Step[]): Schema | undefined => {
  let at = schema
  for (const step of steps) {
    if (at === undefined) return undefined
    if (typeof step === 'number') at = at.items
    else
      at =
        at.properties?.[step] ??
        (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined)
  }
  return at
}

/** One guess at what would help: a field taken out, put in, or made anew. */
const guess = (
  root: Record<string, unknown>,
  steps: readonly Step[],
  schema: Schema,
  random: Choices,
): void => {
  let depth = steps.length
  // The fault may lie in what stands around the place.
  while (depth > 1 && random.chance(0.3)) depth--
  let parent: unknown = root
  for (const step of steps.slice(0, depth - 1)) parent = (Object(parent) as Record<Step, unknown>)[step]
  const last = steps[depth - 1]
  if (depth === 1 && last !== 'spec') return
  if (typeof parent !== 'object' || parent === null || last === undefined) return
  const holder = parent as Record<Step, unknown>
  const own = schemaAt(schema, steps.slice(0, depth))
  const value = holder[last]
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && random.chance(0.8)) {
    const inside = value as Record<string, unknown>
    const present = Object.keys(inside)
    const known = Object.keys(own?.properties ?? {})
    if (present.length > 0 && random.chance(0.5)) Reflect.deleteProperty(inside, random.pick(present))
    else if (known.length > 0) {
      const name = random.pick(known)
      inside[name] = valueFor(own?.properties?.[name] ?? {}, random, 2)
    }
  } else if (Array.isArray(value) && value.length > 0 && random.chance(0.5))
    value.splice(random.below(value.length), 1)
  else if (depth > 1 && random.chance(0.3) && !Array.isArray(parent)) Reflect.deleteProperty(holder, last)
  else if (own !== undefined) holder[last] = valueFor(own, random, 2)
}

export const repair = async (
  object: Record<string, unknown>,
  schema: Schema,
  kinds: Kinds,
  random: Choices,
): Promise<Record<string, unknown>> => {
  let now = object
  let faults = await judge(JSON.stringify(now), kinds)
  let [best, least] = [now, faults.length]
  for (let step = 0; step < STEPS && least > 0; step++) {
    const next = structuredClone(now)
    const { path = 'spec' } = random.pick(faults)
    guess(next, stepsOf(path), schema, random)
    const left = await judge(JSON.stringify(next), kinds)
    // A step that is no worse may lead on, and now and then one that is.
    if (left.length > 0 && left.length > faults.length + (random.chance(0.2) ? 2 : 0)) continue
    ;[now, faults] = [next, left]
    if (left.length < least) [best, least] = [next, left.length]
  }
  return best
}
