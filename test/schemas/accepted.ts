/** Random objects that a schema accepts, rules and all: made from it, and mended until nothing is wrong with them. */
import { parse } from '../../src/manifest/parse.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { CrdVersion, Schema } from '../../src/validate/compile/schema.ts'
import type { Kinds } from '../../src/validate/kinds.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import { valueFor } from '../validate/generate.ts'
import type { Random } from '../validate/random.ts'

type Container = Record<string, unknown>

/** What the kinds' schemas say of one object, without what only the whole shows. */
export const faultsOf = async (object: unknown, kinds: Kinds): Promise<Finding[]> => {
  const file = parse('case.json', JSON.stringify(object))
  const { findings } = await validateDocuments([file], { namespace: 'default', kinds })
  return findings.filter(({ severity, stage }) => severity === 'error' && stage !== 'rules')
}

const segmentsOf = (path: string): string[] => path.split(/[.[\]]+/).filter((segment) => segment !== '')

const below = (schema: Schema | undefined, segment: string): Schema | undefined => {
  const { properties, additionalProperties, items } = schema ?? {}
  return (
    properties?.[segment] ??
    items ??
    (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  )
}

/** Takes away what is wrong, adds what is missing; where a rule speaks of an object, takes or adds a field of it. */
const mend = (object: Container, { code, path = '' }: Finding, root: Schema, random: Random): void => {
  const segments = segmentsOf(path)
  let [holder, schema]: [Container, Schema | undefined] = [object, root]
  for (const segment of segments.slice(0, -1)) {
    const inner = holder[segment]
    if (typeof inner !== 'object' || inner === null) return
    ;[holder, schema] = [inner as Container, below(schema, segment)]
  }
  const last = segments.at(-1) ?? 'spec'
  const own = below(schema, last)
  const value = holder[last] as Container | undefined
  if (code === 'missing-field' && own !== undefined) holder[last] = valueFor(own, random, 2)
  else if (code === 'failed-rule' && typeof value === 'object') {
    const [present, possible] = [Object.keys(value), Object.keys(own?.properties ?? {})]
    if (Array.isArray(value)) value.splice(random.below(value.length), 1)
    else if (possible.length > 0 && (present.length === 0 || random.chance(0.4))) {
      const name = random.pick(possible)
      value[name] = valueFor(own!.properties![name]!, random, 2)
    } else if (present.length > 0) Reflect.deleteProperty(value, random.pick(present))
  } else if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else Reflect.deleteProperty(holder, last)
}

const ROUNDS = 40

const GATEWAY = 'gateway.networking.k8s.io'
const TARGETS = [
  [GATEWAY, 'Gateway'],
  [GATEWAY, 'HTTPRoute'],
  [GATEWAY, 'GRPCRoute'],
  [GATEWAY, 'ListenerSet'],
  ['', 'Service'],
  ['agentgateway.dev', 'AgentgatewayBackend'],
  ['inference.networking.k8s.io', 'InferencePool'],
] as const

/** What chance does not hit upon: a policy's targets, a group and kind that belong together. */
const aim = (spec: Container, kind: string, random: Random): void => {
  if (kind !== 'AgentgatewayPolicy') return
  const [group, target] = random.pick(TARGETS)
  delete spec['targetRefs']
  delete spec['targetSelectors']
  if (random.chance(0.7)) spec['targetRefs'] = [{ group, kind: target, name: 'a' }]
  else spec['targetSelectors'] = [{ group, kind: target, matchLabels: { a: 'b' } }]
}

/** Undefined where it could not be mended. */
export const acceptedObject = async (
  crd: CrdVersion,
  kinds: Kinds,
  random: Random,
): Promise<Container | undefined> => {
  const { group, version, kind, schema } = crd
  const spec = valueFor(schema.properties!['spec']!, random, 2 + random.below(5))
  if (typeof spec === 'object' && spec !== null) aim(spec as Container, kind, random)
  const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'subject' }, spec }
  for (let round = 0; round < ROUNDS; round++) {
    const [fault] = await faultsOf(object, kinds)
    if (fault === undefined) return object
    mend(object, fault, schema, random)
  }
  return undefined
}
