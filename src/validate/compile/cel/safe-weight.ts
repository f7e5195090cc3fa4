/** Up to which weight of an object no rule of its schema can reach a limit of what evaluations may cost. */
import { parse, SyntaxFault } from '../../cel/parse.ts'
import { PER_OBJECT, PER_RULE } from '../../cel/cost.ts'
import { SHORT } from '../../runtime/run-rules.ts'
import type { Expr } from '../../cel/ast.ts'
import type { Schema, ValidationRule } from '../schema.ts'
import { boundOf, type Limits, mostEntries, mostItems, text } from './bounds.ts'
import { estimate } from './estimate.ts'
import { withTypeAndMeta } from './type.ts'

interface Place {
  readonly sources: readonly ValidationRule[]
  readonly expressions: readonly Expr[]
  /** What the rules are about. */
  readonly self: Schema
  /** How many entries the lists and maps can have that it is in. */
  readonly within: readonly ((limits: Limits) => number)[]
  /** How deep it lies. */
  readonly level: number
}

const parsed = (source: string): readonly Expr[] => {
  try {
    return [parse(source)]
  } catch (error) {
    if (error instanceof SyntaxFault) return []
    throw error
  }
}

type Position = Pick<Place, 'within' | 'level'>

/** Where rules stand. The same ones stand in many places: each is parsed once. */
const placesIn = (schema: Schema): Place[] => {
  const places: Place[] = []
  const known = new Map<string, readonly Expr[]>()
  const read = (source: string | undefined): readonly Expr[] => {
    if (source === undefined) return []
    const expressions = known.get(source) ?? parsed(source)
    known.set(source, expressions)
    return expressions
  }

  const visit = (rules: Schema, node: Schema, isRoot: boolean, at: Position): void => {
    const sources = rules['x-kubernetes-validations'] ?? []
    const expressions = sources.flatMap((one) => [...read(one.rule), ...read(one.messageExpression)])
    if (expressions.length > 0)
      places.push({ ...at, sources, expressions, self: isRoot ? withTypeAndMeta(node) : node })
    for (const all of rules.allOf ?? []) visit(all, node, isRoot, at)
    const below = (
      child: Schema | boolean | undefined,
      of: Schema | boolean | undefined,
      many: Place['within'],
    ): void => {
      if (typeof child !== 'object' || typeof of !== 'object') return
      const inner = { within: [...at.within, ...many], level: at.level + 1 }
      visit(child, of, of['x-kubernetes-embedded-resource'] ?? false, inner)
    }
    for (const [name, child] of Object.entries(rules.properties ?? {}))
      below(child, node.properties?.[name], [])
    below(rules.additionalProperties, node.additionalProperties, [(limits) => mostEntries(node, limits)])
    below(rules.items, node.items, [(limits) => mostItems(node, limits)])
  }

  visit(schema, schema, true, { within: [], level: 0 })
  return places
}

/** Objects of more than 4 MB do not reach the API server. */
const STEPS = 22
const weightOf = (step: number): number => 2 ** step

/** What the rules of a place cost in a value of some weight, by step: all, and the dearest. */
type Costs = (step: number) => readonly [sum: number, most: number]

const costsOf = ({ self, expressions }: Place, entries: number): Costs => {
  const known: (readonly [number, number])[] = []
  return (step) =>
    (known[step] ??= (() => {
      const limits = { weight: weightOf(step), entries }
      const variables = new Map([
        ['self', boundOf(self, limits)],
        ['oldSelf', text(0)],
      ])
      const costs = expressions.map((expr) => estimate(expr, variables).cost)
      return [costs.reduce((all, cost) => all + cost, 0), Math.max(...costs)] as const
    })())
}

/** What each unit of weight adds at most to what the rules cost in the lightest value. */
const slopeOf = (costs: Costs, step: number): number => {
  const [base] = costs(0)
  let slope = 0
  for (let below = 0; below < step; below++)
    slope = Math.max(slope, (costs(below + 1)[0] - base) / weightOf(below))
  return slope
}

/**
 * The values of one place weigh no more than the object, all together; and the values of all places no more than
 * that for each level of the schema. There are no more values than the object weighs.
 */
const totalOf = (places: readonly (Place & { costs: Costs })[], step: number, entries: number): number => {
  const weight = weightOf(step)
  let sum = 0
  let base = 0
  let slope = 0
  let depth = 0
  for (const { costs, within, level } of places) {
    const times = within.reduce((all, many) => all * many({ weight, entries }), 1)
    const own = slopeOf(costs, step)
    const visits = Math.min(times, weight)
    sum += Math.min(visits * costs(step)[0], visits * costs(0)[0] + weight * own)
    base = Math.max(base, costs(0)[0])
    slope = Math.max(slope, own)
    depth = Math.max(depth, level)
  }
  return Math.min(sum, weight * base + weight * (depth + 1) * slope)
}

/** Infinity where no object is too heavy. */
const greatest = (places: readonly Place[], entries: number): number => {
  const known = new Map<string, Costs>()
  const all = places.map((place) => {
    const key = JSON.stringify([place.self, place.sources])
    const costs = known.get(key) ?? costsOf(place, entries)
    known.set(key, costs)
    return { ...place, costs }
  })
  const isSafe = (step: number): boolean =>
    all.every(({ costs }) => costs(step)[1] < PER_RULE) && totalOf(all, step, entries) < PER_OBJECT
  let step = 0
  while (step < STEPS && isSafe(step + 1)) step++
  return step === STEPS ? Infinity : step === 0 ? 0 : weightOf(step)
}

/** Of any object, and of one whose lists and maps are short. */
export const safeWeights = (schema: Schema): readonly [any: number, short: number] => {
  const places = placesIn(schema)
  const any = greatest(places, Infinity)
  return [any, any === Infinity ? any : greatest(places, SHORT)]
}
