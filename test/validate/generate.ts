/** Random values for a schema, mostly valid, and mutations of objects that mostly are not. */
import type { Schema } from '../../src/validate/compile/schema.ts'
import type { Random } from './random.ts'

const WORDS = [
  'a',
  'filesystem',
  'a.b',
  'x-1',
  'MCPBackend',
  'Service',
  'agentgateway.dev',
  '/mcp',
  '10s',
  'TOKEN',
  '0',
  '*',
  'é😀',
  '',
]

/** What YAML 1.1, people and fuzzers put where something else belongs. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  80,
  65536,
  2147483648,
  1.5,
  1e20,
  '',
  'x',
  'X Y',
  '80',
  'yes',
  '-',
  '**',
  'a\nb',
  'a\u0000b',
  'é😀'.repeat(40),
  'a'.repeat(64),
  'a'.repeat(254),
  'a'.repeat(5000),
  '1h',
  '100ms',
  '::1',
  '1.2.3.4',
  '500m',
  '1Gi',
  [],
  [null],
  ['x', 'x'],
  [1],
  {},
  { a: 'b' },
  { name: 'x' },
  [{ name: 'x' }, { name: 'x' }],
  [{}],
]

const odd = (random: Random): unknown => structuredClone(random.pick(ODD))

const text = (schema: Schema, random: Random): string => {
  if (schema.enum !== undefined && random.chance(0.95)) return String(random.pick(schema.enum))
  if (schema.format === 'date-time') return '2026-01-31T10:00:00Z'
  const base = random.pick(WORDS)
  return schema.minLength !== undefined && base.length < schema.minLength
    ? 'a'.repeat(schema.minLength)
    : base
}

const number = (schema: Schema, random: Random): number => {
  const least = schema.minimum ?? 0
  return least + random.below(Math.min((schema.maximum ?? least + 100) - least, 70_000) + 1)
}

/** `depth` bounds how much that is optional is filled in. */
export const valueFor = (schema: Schema, random: Random, depth = 4): unknown => {
  if (random.chance(0.01)) return odd(random)
  if (schema['x-kubernetes-int-or-string']) return random.pick([1, 0, '1', '500m', '1Gi', '2', 'x'])
  switch (schema.type) {
    case 'string':
      return text(schema, random)
    case 'integer':
      return number(schema, random)
    case 'number':
      return random.pick([0, 1, 1.5, -2.25])
    case 'boolean':
      return random.chance(0.5)
    case 'array': {
      const least = schema.minItems ?? 0
      const count = Math.max(least, depth <= 0 ? 0 : random.below(3))
      return Array.from({ length: count }, () => valueFor(schema.items ?? {}, random, depth - 1))
    }
    case 'object':
      return objectFor(schema, random, depth)
    default:
      return odd(random)
  }
}

const objectFor = (schema: Schema, random: Random, depth: number): Record<string, unknown> => {
  const object: Record<string, unknown> = {}
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const isRequired = schema.required?.includes(name) ?? false
    if (isRequired || (depth > 0 && random.chance(0.35))) object[name] = valueFor(child, random, depth - 1)
  }
  if (typeof schema.additionalProperties === 'object' && depth > 0)
    for (let i = random.below(3); i > 0; i--)
      object[random.pick(['cpu', 'memory', 'nvidia.com/gpu', 'a', 'b-c'])] = valueFor(
        schema.additionalProperties,
        random,
        depth - 1,
      )
  return object
}

type Container = Record<string, unknown> | unknown[]

const containers = (value: unknown, found: Container[] = []): Container[] => {
  if (typeof value !== 'object' || value === null) return found
  found.push(value as Container)
  for (const child of Object.values(value)) containers(child, found)
  return found
}

/** Changes one thing in the object, in place. */
export const mutate = (object: unknown, random: Random): void => {
  const all = containers(object)
  if (all.length === 0) return
  const container = random.pick(all)
  if (Array.isArray(container)) {
    const at = random.below(container.length + 1)
    const change = random.below(4)
    if (change === 0) container.splice(at, 1)
    else if (change === 1 && container.length > 0) container.push(structuredClone(random.pick(container)))
    else if (change === 2) container.splice(at, 0, odd(random))
    else container[Math.min(at, Math.max(0, container.length - 1))] = odd(random)
    return
  }
  const keys = Object.keys(container)
  const key = keys.length === 0 ? 'extra' : random.pick(keys)
  switch (random.below(6)) {
    case 0:
      Reflect.deleteProperty(container, key)
      break
    case 1:
      container[random.pick(['extra', `${key}s`, key.toUpperCase(), 'constructor', 'status', 'name'])] =
        odd(random)
      break
    case 2:
      if (typeof container[key] === 'string')
        container[key] = random.pick([
          `${container[key]} `,
          container[key].toUpperCase(),
          container[key].repeat(40),
          `-${container[key]}`,
        ])
      else container[key] = null
      break
    default:
      container[key] = odd(random)
  }
}
