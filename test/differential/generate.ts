/** Random values for a schema, mostly valid. */
import type { Schema } from '../../src/validate/compile/schema.ts'
import { odd } from './odd.ts'
import { type Choices, textFor } from './strings.ts'

const KEYS = ['cpu', 'memory', 'nvidia.com/gpu', 'a', 'b-c', 'app.kubernetes.io/name']

const numberFor = (schema: Schema, random: Choices): number => {
  const { minimum = 0, multipleOf = 1 } = schema
  const most = schema.maximum ?? minimum + 100
  if (random.chance(0.1)) return random.pick([minimum, most])
  const value = minimum + random.below(Math.min(most - minimum, 70_000) + 1)
  return schema.type === 'integer' ? Math.ceil(value / multipleOf) * multipleOf : value
}

const listFor = (schema: Schema, random: Choices, depth: number): unknown[] => {
  const { minItems = 0, items = {} } = schema
  const count = Math.max(minItems, depth <= 0 ? 0 : random.below(3))
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const isUnique = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map'
  const list: unknown[] = []
  const seen = new Set<string>()
  for (let tries = 0; list.length < count && tries < count * 4; tries++) {
    const value = valueFor(items, random, depth - 1)
    const key = JSON.stringify(
      keys.length === 0
        ? value
        : keys.map((name) => (Object(value) as Record<string, unknown>)[name] ?? null),
    )
    if (isUnique && seen.has(key)) continue
    seen.add(key)
    list.push(value)
  }
  return list
}

const objectFor = (schema: Schema, random: Choices, depth: number): Record<string, unknown> => {
  const object: Record<string, unknown> = {}
  const { properties = {}, required = [], additionalProperties, minProperties = 0 } = schema
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  // The more fields there are, the fewer of them people set: most exclude one another.
  const chance = Math.min(0.4, 1.5 / (optional.length + 1))
  const chosen = new Set([...required, ...optional.filter(() => depth > 0 && random.chance(chance))])
  while (chosen.size < Math.min(minProperties, optional.length)) chosen.add(random.pick(optional))
  if (schema['x-kubernetes-embedded-resource']) {
    object['apiVersion'] = random.pick(['v1', 'apps/v1', 'v1', 'a/b/c'])
    object['kind'] = random.pick(['Pod', 'ConfigMap', 'Pod', 'pod-1', '1'])
    object['metadata'] = random.pick([{ name: 'a' }, {}, { name: 'a/b' }, { labels: { a: 'b' } }])
  }
  for (const [name, child] of Object.entries(properties))
    if (chosen.has(name)) object[name] = valueFor(child, random, depth - 1)
  if (typeof additionalProperties === 'object')
    for (let i = Math.max(minProperties, depth > 0 ? random.below(3) : 0); i > 0; i--)
      object[random.pick(KEYS)] = valueFor(additionalProperties, random, depth - 1)
  return object
}

/** `depth` bounds how much that is optional is filled in. */
export const valueFor = (schema: Schema, random: Choices, depth = 5): unknown => {
  if (random.chance(0.002)) return odd(random)
  if (schema.nullable && random.chance(0.1)) return null
  if (schema.enum !== undefined && random.chance(0.98)) return structuredClone(random.pick(schema.enum))
  if (schema['x-kubernetes-int-or-string']) return random.pick([1, 0, '1', '500m', '1Gi', '2', '10%'])
  switch (schema.type) {
    case 'string':
      return textFor(schema, random)
    case 'integer':
      return numberFor(schema, random)
    case 'number':
      return random.chance(0.5) ? numberFor(schema, random) : random.pick([0.5, 1, 1.5, 2.25, -2.25])
    case 'boolean':
      return random.chance(0.5)
    case 'array':
      return listFor(schema, random, depth)
    case 'object':
      return objectFor(schema, random, depth)
    default:
      return odd(random)
  }
}
