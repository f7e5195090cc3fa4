/** The fields of `metadata` and their types: what the API server makes of them when it decodes an object. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Issue } from './issue.ts'
import { parseTimestamp } from './runtime/time.ts'
import { hintOfType, nameOfValue } from './type-names.ts'
import { explainUnknown } from './unknown-field.ts'

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

const wrongType = (value: unknown, expected: string, path: JsonPath): Issue => ({
  code: 'wrong-type',
  stage: 'schema',
  path,
  message: `must be ${expected}, but is ${nameOfValue(value)}`,
  ...(expected === 'a string' ? hintOfType(value, 'string') : {}),
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
    else
      for (const key in value)
        if (typeof value[key] !== 'string') decode(value[key], 'string', [...path, key], issues)
  } else if (type === 'time') {
    if (typeof value !== 'string' || parseTimestamp(value) === undefined)
      wrong('a time such as 2026-01-31T10:00:00Z')
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
  for (const key in value) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (field === undefined) issues.push(explainUnknown([...path, key], Object.keys(fields)))
    else if (typeof value[key] !== field) decode(value[key], field, [...path, key], issues)
  }
}

/** What can not be decoded; nothing else is looked at where a value is of a wrong type. */
export const decodeMeta = (value: unknown, path: JsonPath): Issue[] => {
  const issues: Issue[] = []
  decode(value, FIELDS, path, issues)
  return issues
}
