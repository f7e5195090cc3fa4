/** Whether one schema takes everything that another takes, as far as that shows without looking at rules. */
import type { Schema } from '../../src/validate/compile/schema.ts'

const isSubset = (few: readonly unknown[], many: readonly unknown[]): boolean =>
  few.every((one) => many.includes(one))

/** The lower limits of the first must not be above, and the upper ones not below, those of the second. */
const LEAST = ['minimum', 'minLength', 'minItems', 'minProperties'] as const
const MOST = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const

/** The places where `outline` may refuse what `real` takes, each with the reason. */
export const refusals = (outline: Schema, real: Schema, path = ''): string[] => {
  const found: string[] = []
  const refuse = (why: string): void => void found.push(`${path}: ${why}`)
  if (outline.type !== undefined && outline.type !== real.type) refuse(`type ${real.type ?? 'any'}`)
  if (outline.enum !== undefined && !isSubset(real.enum ?? ['?'], outline.enum)) refuse('other values')
  if (!isSubset(outline.required ?? [], real.required ?? [])) refuse('required')
  if (outline.pattern !== undefined && outline.pattern !== real.pattern) refuse(`pattern ${real.pattern}`)
  for (const limit of LEAST) if ((outline[limit] ?? -Infinity) > (real[limit] ?? -Infinity)) refuse(limit)
  for (const limit of MOST) if ((outline[limit] ?? Infinity) < (real[limit] ?? Infinity)) refuse(limit)
  const listType = outline['x-kubernetes-list-type']
  if (listType !== undefined && listType !== real['x-kubernetes-list-type']) refuse(`not a ${listType}`)

  const isOpen = outline['x-kubernetes-preserve-unknown-fields'] ?? false
  const names = Object.keys(outline.properties ?? {})
  if (!isOpen && outline.additionalProperties === undefined) {
    for (const name of Object.keys(real.properties ?? {}))
      if (!names.includes(name)) refuse(`no field ${name}`)
    if (real['x-kubernetes-preserve-unknown-fields'] || real.additionalProperties) refuse('any field')
  }
  for (const name of names) {
    const below = real.properties?.[name]
    if (below !== undefined) found.push(...refusals(outline.properties![name]!, below, `${path}.${name}`))
  }
  for (const inner of ['items', 'additionalProperties'] as const) {
    const [ours, theirs] = [outline[inner], real[inner]]
    if (typeof ours !== 'object') continue
    if (typeof theirs === 'object') found.push(...refusals(ours, theirs, `${path}[]`))
    else refuse(`no ${inner} there`)
  }
  return found
}
