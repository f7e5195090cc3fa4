/** Objects inside of objects (x-kubernetes-embedded-resource): each must say what it is, and have proper metadata. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Issue } from './issue.ts'
import { kindFault } from './names.ts'
import { checkObjectMeta } from './object-meta.ts'
import { nameOfValue } from './type-names.ts'
import type { Shape } from './validator.ts'
import { visitShapes } from './walk.ts'

const apiVersionFault = (text: string): string | undefined =>
  text.split('/').length > 2 ? `must be GROUP/VERSION, but is "${text}"` : undefined

const checkField = (value: unknown, path: JsonPath, fault: (text: string) => string | undefined): Issue[] => {
  const issue = { stage: 'schema', path } as const
  if (value === undefined || value === null)
    return [{ ...issue, code: 'missing-field', message: 'is required', blocksRules: true }]
  if (typeof value !== 'string')
    return [
      {
        ...issue,
        code: 'wrong-type',
        message: `must be a string, but is ${nameOfValue(value)}`,
        blocksRules: true,
      },
    ]
  const message = value === '' ? 'must not be empty' : fault(value)
  return message === undefined ? [] : [{ ...issue, code: 'bad-metadata', message }]
}

const isEmbedded = (shape: Shape): boolean => shape.embedded ?? false

export const checkEmbedded = (object: unknown, shape: Shape): Issue[] => {
  const issues: Issue[] = []
  visitShapes(object, shape, isEmbedded, (value, _shape, path) => {
    if (!isRecord(value)) return
    issues.push(
      ...checkField(value['apiVersion'], [...path, 'apiVersion'], apiVersionFault),
      ...checkField(value['kind'], [...path, 'kind'], kindFault),
      ...checkObjectMeta(value['metadata'], { path: [...path, 'metadata'], object: 'embedded' }),
    )
  })
  return issues
}
