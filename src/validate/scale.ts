/** The fields that the scale subresource of a kind speaks of: the API server looks at them whatever the schema says. */
import { isRecord } from './bare.ts'
import type { Issue } from './issue.ts'
import { nameOfValue } from './type-names.ts'
import type { Scale } from './validator.ts'

const MOST = 2 ** 31 - 1

type Looked = { readonly value: unknown } | { readonly brokenBy: unknown } | undefined

/** Undefined where nothing is there. */
const lookUp = (object: unknown, path: readonly string[]): Looked => {
  let value = object
  for (const field of path) {
    if (value === null) return undefined
    if (!isRecord(value)) return { brokenBy: value }
    if (!Object.hasOwn(value, field)) return undefined
    value = value[field]
  }
  return { value }
}

const fault = (looked: Looked, type: 'replicas' | 'selector'): string | undefined => {
  if (looked === undefined) return undefined
  if ('brokenBy' in looked)
    return `can not be looked up, since ${nameOfValue(looked.brokenBy)} is in its place`
  const { value } = looked
  if (type === 'selector')
    return typeof value === 'string' ? undefined : `must be a string, but is ${nameOfValue(value)}`
  if (!Number.isInteger(value)) return `must be an integer, but is ${nameOfValue(value)}`
  const count = value as number
  return count < 0 || count > MOST ? `must be from 0 to ${MOST}, but is ${count}` : undefined
}

export const checkScale = (object: unknown, scale: Scale): Issue[] =>
  [
    [scale.specReplicas, 'replicas'] as const,
    [scale.statusReplicas, 'replicas'] as const,
    ...(scale.selector === undefined ? [] : [[scale.selector, 'selector'] as const]),
  ].flatMap(([path, type]): Issue[] => {
    const message = fault(lookUp(object, path), type)
    return message === undefined ? [] : [{ code: 'bad-scale', stage: 'schema', path, message }]
  })
