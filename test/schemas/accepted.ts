/** Random objects that a schema accepts, rules and all: made from it, and mended until nothing is wrong with them. */
import type { Finding } from '../../src/model/finding.ts'
import type { CrdVersion } from '../../src/validate/compile/schema.ts'
import type { Kinds } from '../../src/validate/kinds.ts'
import { judge } from '../differential/compare.ts'
import { valueFor } from '../differential/generate.ts'
import { repair } from '../differential/repair.ts'
import type { Choices } from '../differential/strings.ts'

type Container = Record<string, unknown>

/** What the kinds' schemas say of one object, without what only the whole shows. */
export const faultsOf = (object: unknown, kinds: Kinds): Promise<readonly Finding[]> =>
  judge(JSON.stringify(object), kinds)

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
const aim = (spec: Container, kind: string, random: Choices): void => {
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
  random: Choices,
): Promise<Container | undefined> => {
  const { group, version, kind, schema } = crd
  const spec = valueFor(schema.properties!['spec']!, random, 2 + random.below(5))
  if (typeof spec === 'object' && spec !== null) aim(spec as Container, kind, random)
  const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'subject' }, spec }
  const repaired = await repair(object, schema, kinds, random)
  return (await faultsOf(repaired, kinds)).length === 0 ? repaired : undefined
}
