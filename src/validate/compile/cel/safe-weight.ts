/** Up to which weight of an object no rule of its schema can reach a limit of what evaluations may cost. */
import { parse, SyntaxFault } from '../../cel/parse.ts'
import { PER_OBJECT, PER_RULE } from '../../cel/cost.ts'
import { SHORT } from '../../runtime/run-rules.ts'
import type { Expr } from '../../cel/ast.ts'
import type { Schema } from '../schema.ts'
import { boundOf, type Limits, mostEntries, mostItems, text } from './bounds.ts'
import { estimate } from './estimate.ts'
import { withTypeAndMeta } from './type.ts'

interface Place {
  /** The same for the same rules about the same. */
  readonly key: string
  readonly node: Schema
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
    const self = isRoot ? withTypeAndMeta(node) : node
    if (expressions.length > 0)
      places.push({ ...at, key: JSON.stringify([self, sources]), node, expressions, self })
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

/** What each unit of weight adds at most to what the rules cost in the lightest value, by step. */
const slopesOf = (costs: Costs): ((step: number) => number) => {
  const known = [0]
  const slope = (step: number): number =>
    (known[step] ??= Math.max(slope(step - 1), (costs(step)[0] - costs(0)[0]) / weightOf(step - 1)))
  return slope
}

/** What is reckoned of rules, whatever number of places they stand in. */
interface Reckoned {
  readonly costs: Costs
  readonly slope: (step: number) => number
}

interface Reckoning {
  readonly places: readonly (Place & Reckoned)[]
  /** The different ones. */
  readonly rules: readonly Reckoned[]
  /** Levels of the schema. */
  readonly levels: number
  /** The most places that look at one value: those of its own rules, and of allOf. */
  readonly shared: number
}

const reckon = (places: readonly Place[], entries: number): Reckoning => {
  const known = new Map<string, Reckoned>()
  const ofNode = new Map<Schema, number>()
  const reckoned = places.map((place) => {
    ofNode.set(place.node, (ofNode.get(place.node) ?? 0) + 1)
    let rules = known.get(place.key)
    if (rules === undefined) {
      const costs = costsOf(place, entries)
      rules = { costs, slope: slopesOf(costs) }
      known.set(place.key, rules)
    }
    return { ...place, ...rules }
  })
  const levels = Math.max(0, ...places.map(({ level }) => level)) + 1
  return { places: reckoned, rules: [...known.values()], levels, shared: Math.max(1, ...ofNode.values()) }
}

/**
 * The values of one place weigh no more than the object, all together; and the values of all places no more than
 * that for each level of the schema. There are no more values than the object weighs.
 */
const totalOf = ({ places, rules, levels, shared }: Reckoning, step: number, entries: number): number => {
  const weight = weightOf(step)
  const base = Math.max(0, ...rules.map(({ costs }) => costs(0)[0]))
  const steepest = Math.max(0, ...rules.map(({ slope }) => slope(step)))
  const byLevel = weight * shared * (base + levels * steepest)
  if (byLevel < PER_OBJECT) return byLevel
  let sum = 0
  for (const { costs, slope, within } of places) {
    const visits = Math.min(
      weight,
      within.reduce((all, many) => all * many({ weight, entries }), 1),
    )
    sum += Math.min(visits * costs(step)[0], visits * costs(0)[0] + weight * slope(step))
  }
  return sum
}

/** Infinity where no object is too heavy. */
const greatest = (places: readonly Place[], entries: number): number => {
  const reckoning = reckon(places, entries)
  const isSafe = (step: number): boolean =>
    reckoning.rules.every(({ costs }) => costs(step)[1] < PER_RULE) &&
    totalOf(reckoning, step, entries) < PER_OBJECT
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
