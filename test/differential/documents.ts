/** One random document of a kind, as the text that is read here and the JSON that kubectl would make of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../validate/random.ts'
import { NAMESPACE } from './compare.ts'
import { valueFor } from './generate.ts'
import { mutate } from './mutate.ts'
import { repair } from './repair.ts'
import type { Choices } from './strings.ts'
import type { SubjectKind } from './subjects.ts'

export interface RandomDocument {
  readonly text: string
  /** Not as a value, which holds no integer of 64 bits. */
  readonly json: string
}

/** What Kubernetes' YAML makes of plain scalars: a word each, and its value as JSON. */
const SCALARS = readFileSync(join(import.meta.dirname, '../fixtures/manifest/yaml-facts.json'), 'utf8')
  .split('\n')
  .flatMap((line): { plain: string; value: string }[] => {
    const [, yaml = '""', value] = /^\s*\{"yaml":(".*?"),"json":\{"v":(.*)\}\},?$/.exec(line) ?? []
    const plain = /^v: ([^\s"'&*!|>%@`#,[\]{}?:][^\s,[\]{}#?]*)\n$/.exec(JSON.parse(yaml) as string)?.[1]
    return plain === undefined || plain.includes(':') || value === undefined ? [] : [{ plain, value }]
  })

const PLACE = '\u0001scalar\u0001'

/** Puts a place holder for a scalar of YAML 1.1 somewhere; false where there is no scalar to replace. */
const putScalar = (value: unknown, random: Random): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const holder = value as Record<string, unknown>
  const keys = Object.keys(holder)
  for (let tries = 0; keys.length > 0 && tries < 4; tries++) {
    const key = random.pick(keys)
    if (typeof holder[key] === 'object' && holder[key] !== null) {
      if (putScalar(holder[key], random)) return true
    } else {
      holder[key] = PLACE
      return true
    }
  }
  return false
}

const typeOf = ({ crd }: Pick<SubjectKind, 'crd'>) => ({
  apiVersion: `${crd.group}/${crd.version}`,
  kind: crd.kind,
})

const baseFor = async (
  { crd, valid, kinds }: SubjectKind,
  random: Choices,
): Promise<Record<string, unknown>> => {
  const metadata = {
    name: 'subject',
    ...(crd.namespaced ? { namespace: NAMESPACE } : {}),
    labels: { a: 'b' },
  }
  const typed = { ...typeOf({ crd }), metadata }
  const { spec = {}, status } = crd.schema.properties ?? {}
  const seed = valid.length > 0 && random.chance(0.7) ? structuredClone(random.pick(valid)) : undefined
  if (seed !== undefined && random.chance(0.5)) return { ...seed, ...typed }
  const made = { ...typed, spec: valueFor(spec, random), ...seed } as Record<string, unknown>
  const field = random.pick(Object.keys(spec.properties ?? { x: {} }))
  // A valid object, and one thing more.
  if (seed !== undefined)
    made['spec'] = {
      [field]: valueFor(spec.properties?.[field] ?? {}, random, 4),
      ...(made['spec'] as object),
    }
  if (status !== undefined && random.chance(crd.statusSubresource ? 0.05 : 0.5))
    made['status'] = valueFor(status, random, 2)
  return random.chance(0.9) ? repair(made, crd.schema, kinds, random) : made
}

export const randomDocument = async (subject: SubjectKind, random: Choices): Promise<RandomDocument> => {
  const object = await baseFor(subject, random)
  const { metadata } = object
  for (let changes = random.pick([0, 0, 1, 1, 2, 3]); changes > 0; changes--)
    mutate(random.chance(0.9) ? (random.chance(0.1) ? object : object['spec']) : metadata, random)
  // Of another kind it would be sent elsewhere.
  Object.assign(object, typeOf(subject))
  // Another namespace than the request's is refused before anything is looked at.
  if (subject.crd.namespaced) (metadata as Record<string, unknown>)['namespace'] = NAMESPACE
  if (!random.chance(0.25) || !putScalar(object['spec'], random))
    return { text: JSON.stringify(object), json: JSON.stringify(object) }
  const { plain, value } = random.pick(SCALARS)
  const text = JSON.stringify(object)
  const place = JSON.stringify(PLACE)
  return {
    text: `# scalars of YAML 1.1\n---\n${text.replace(place, ` ${plain} `)}\n`,
    json: text.replace(place, value),
  }
}
