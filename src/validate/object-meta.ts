/** `metadata`: its fields and their types, and the forms of what stands in them. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import { explainUnknown } from './explain.ts'
import type { Issue } from './issue.ts'
import { dnsLabelFault, dnsSubdomainFault, labelValueFault, qualifiedNameFault } from './names.ts'
import { parseTimestamp } from './runtime/time.ts'
import { nameOfType } from './type-names.ts'

type Type =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'time'
  | 'any'
  | { readonly [field: string]: Type }
  | readonly [Type]
  | 'strings'

const FIELDS: Readonly<Record<string, Type>> = {
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'string',
  uid: 'string',
  resourceVersion: 'string',
  generation: 'integer',
  creationTimestamp: 'time',
  deletionTimestamp: 'time',
  deletionGracePeriodSeconds: 'integer',
  labels: 'strings',
  annotations: 'strings',
  finalizers: ['string'],
  ownerReferences: [
    {
      apiVersion: 'string',
      kind: 'string',
      name: 'string',
      uid: 'string',
      controller: 'boolean',
      blockOwnerDeletion: 'boolean',
    },
  ],
  managedFields: [
    {
      manager: 'string',
      operation: 'string',
      apiVersion: 'string',
      time: 'time',
      fieldsType: 'string',
      fieldsV1: 'any',
      subresource: 'string',
    },
  ],
}

const ANNOTATIONS_BYTES = 256 * 1024
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Days and hours that there are not are no time; Go takes any number of decimals. */
const isTime = (text: string): boolean =>
  TIME.test(text) && !text.includes('T24') && parseTimestamp(text.replace(/\.\d+/, '')) !== undefined

const wrongType = (value: unknown, expected: string, path: JsonPath): Issue => ({
  code: 'wrong-type',
  stage: 'schema',
  path,
  message: `must be ${expected}, but is ${nameOfType(value)}`,
  blocksRules: true,
})

/** Faults of decoding: fields that do not exist, values of a wrong type. Nothing else is looked at after the latter. */
const decode = (value: unknown, type: Type, path: JsonPath, issues: Issue[]): void => {
  const wrong = (expected: string): void => {
    issues.push(wrongType(value, expected, path))
  }
  if (value === null || value === undefined || type === 'any') return
  if (type === 'strings') {
    if (!isRecord(value)) wrong('a map of strings')
    else for (const key of Object.keys(value)) decode(value[key], 'string', [...path, key], issues)
  } else if (type === 'time') {
    if (typeof value !== 'string' || !isTime(value)) wrong('a time such as 2026-01-31T10:00:00Z')
  } else if (type === 'integer') {
    if (!Number.isInteger(value)) wrong('an integer')
    else if (Math.abs(Number(value)) >= 2 ** 63) wrong('an integer of 64 bits')
  } else if (typeof type === 'string') {
    if (typeof value !== type) wrong(type === 'string' ? 'a string' : 'a boolean (true or false)')
  } else if (Array.isArray(type)) {
    if (!Array.isArray(value)) wrong('a list')
    else for (const [i, item] of value.entries()) decode(item, type[0] as Type, [...path, i], issues)
  } else {
    decodeObject(value, type as Readonly<Record<string, Type>>, path, issues)
  }
}

const decodeObject = (
  value: unknown,
  fields: Readonly<Record<string, Type>>,
  path: JsonPath,
  issues: Issue[],
): void => {
  if (!isRecord(value)) {
    issues.push(wrongType(value, 'an object', path))
    return
  }
  for (const key of Object.keys(value)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (field === undefined) issues.push(explainUnknown([...path, key], Object.keys(fields)))
    else decode(value[key], field, [...path, key], issues)
  }
}

const bad = (path: JsonPath, message: string, part?: 'key'): Issue => ({
  code: 'bad-metadata',
  stage: 'schema',
  path: ['metadata', ...path],
  message,
  ...(part === undefined ? {} : { part }),
})

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const entries = (value: unknown): [string, string][] =>
  isRecord(value) ? Object.entries(value).map(([key, entry]) => [key, text(entry)]) : []

const checkName = (meta: Record<string, unknown>): Issue[] => {
  const issues: Issue[] = []
  const prefix = text(meta['generateName'])
  // The API server puts five characters after it, so a "-" may end it.
  const prefixFault = prefix === '' ? undefined : dnsSubdomainFault(prefix.replace(/(?<=.)-$/, 'a'))
  if (prefixFault !== undefined) issues.push(bad(['generateName'], prefixFault))
  const name = text(meta['name'])
  const fault = name === '' ? undefined : dnsSubdomainFault(name)
  if (fault !== undefined) issues.push(bad(['name'], fault))
  if (name === '' && prefix === '')
    issues.push({
      code: 'missing-field',
      stage: 'schema',
      path: ['metadata', 'name'],
      message: 'is required: an object needs a name',
      blocksRules: true,
    })
  return issues
}

const checkOwners = (value: unknown): Issue[] => {
  if (!Array.isArray(value)) return []
  const issues = value.flatMap((owner: unknown, i) =>
    ['apiVersion', 'kind', 'name', 'uid']
      .filter((field) => isRecord(owner) && text(owner[field]) === '')
      .map((field) => bad(['ownerReferences', i, field], 'must not be empty')),
  )
  const controllers = [...value.keys()].filter((i) => isRecord(value[i]) && value[i]['controller'] === true)
  return [
    ...issues,
    ...controllers
      .slice(1)
      .map((i) => bad(['ownerReferences', i, 'controller'], 'must be true of one owner at most')),
  ]
}

export const checkObjectMeta = (value: unknown, namespaced: boolean): Issue[] => {
  const decoding: Issue[] = []
  decode(value, FIELDS, ['metadata'], decoding)
  if (decoding.some((issue) => issue.code === 'wrong-type')) return decoding
  const meta = isRecord(value) ? value : {}
  const issues = [...decoding, ...checkName(meta)]
  const namespace = text(meta['namespace'])
  if (namespace !== '') {
    const fault = namespaced
      ? dnsLabelFault(namespace)
      : 'must be absent: objects of this kind are in no namespace'
    if (fault !== undefined) issues.push(bad(['namespace'], fault))
  }
  if (typeof meta['generation'] === 'number' && meta['generation'] < 0)
    issues.push(bad(['generation'], 'must not be negative'))
  for (const [key, label] of entries(meta['labels'])) {
    const keyFault = qualifiedNameFault(key)
    if (keyFault !== undefined) issues.push(bad(['labels', key], `the key ${keyFault}`, 'key'))
    const fault = labelValueFault(label)
    if (fault !== undefined) issues.push(bad(['labels', key], `the value ${fault}`))
  }
  let size = 0
  for (const [key, annotation] of entries(meta['annotations'])) {
    size += Buffer.byteLength(key) + Buffer.byteLength(annotation)
    const fault = qualifiedNameFault(key.toLowerCase())
    if (fault !== undefined) issues.push(bad(['annotations', key], `the key ${fault}`, 'key'))
  }
  if (size > ANNOTATIONS_BYTES)
    issues.push({
      ...bad(['annotations'], `must have at most ${ANNOTATIONS_BYTES} bytes together, but have ${size}`),
      blocksRules: true,
    })
  const finalizers: unknown[] = Array.isArray(meta['finalizers']) ? meta['finalizers'] : []
  finalizers.forEach((finalizer, i) => {
    const fault = qualifiedNameFault(text(finalizer))
    if (fault !== undefined) issues.push(bad(['finalizers', i], fault))
  })
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    issues.push(bad(['finalizers'], 'must not have both "orphan" and "foregroundDeletion"'))
  return [...issues, ...checkOwners(meta['ownerReferences'])]
}
