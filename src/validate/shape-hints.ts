/** Hints that the schema around a fault gives. */
import { formatPath, type JsonPath } from '../model/document.ts'
import type { Issue } from './issue.ts'
import type { Shape } from './validator.ts'

/** More fields than this are no help. */
const MOST_LISTED = 12

const below = (shape: Shape | undefined, segment: string | number): Shape | undefined => {
  if (typeof segment === 'number') return shape?.items
  const { properties, additional } = shape ?? {}
  return properties?.[segment] ?? (typeof additional === 'object' ? additional : undefined)
}

const shapeAt = (root: Shape, path: JsonPath): Shape | undefined =>
  path.reduce<Shape | undefined>(below, root)

/** The nearest object above the one that a field stands in that has such a field: where it was indented too much. */
export const holderAbove = (root: Shape, path: JsonPath): string | undefined => {
  const name = String(path.at(-1))
  for (let depth = path.length - 2; depth >= 0; depth--) {
    const above = path.slice(0, depth)
    const { properties = {} } = shapeAt(root, above) ?? {}
    if (Object.hasOwn(properties, name)) return depth === 0 ? 'the object itself' : formatPath(above)
  }
  return undefined
}

/** Where an object is wanted, its fields, if they are few. */
export const withFields = (issue: Issue, root: Shape): Issue => {
  if (issue.code !== 'wrong-type' || issue.hint !== undefined) return issue
  const fields = Object.keys(shapeAt(root, issue.path)?.properties ?? {})
  if (fields.length === 0 || fields.length > MOST_LISTED) return issue
  return { ...issue, hint: `write its fields below it: ${fields.sort().join(', ')}` }
}
