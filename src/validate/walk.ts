/** Walks an object beside its shape, and goes only where the shape leads to what is looked for. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Shape } from './validator.ts'

type Is = (shape: Shape) => boolean

/** A shape at which or below which is what is looked for, and the ways on from there. */
interface Way {
  readonly shape: Shape
  readonly isFound: boolean
  /** All fields of the shape; undefined for those that lead nowhere. */
  readonly fields: ReadonlyMap<string, Way | undefined>
  readonly additional: Way | undefined
  readonly items: Way | undefined
}

type Ways = WeakMap<Shape, { readonly way: Way | undefined }>

/** Shapes are shared and compiled once, so what lies below each is worth keeping. */
const memos = new WeakMap<Is, Ways>()

const memoOf = (is: Is): Ways => {
  let memo = memos.get(is)
  if (memo === undefined) memos.set(is, (memo = new WeakMap()))
  return memo
}

const wayFrom = (shape: Shape, is: Is, memo: Ways): Way | undefined => {
  const known = memo.get(shape)
  if (known !== undefined) return known.way
  const on = (child: Shape | true | undefined): Way | undefined =>
    child === undefined || child === true ? undefined : wayFrom(child, is, memo)
  const fields = new Map(Object.entries(shape.properties ?? {}).map(([name, field]) => [name, on(field)]))
  const [additional, items] = [on(shape.additional), on(shape.items)]
  const isFound = is(shape)
  const leads = isFound || [...fields.values(), additional, items].some((way) => way !== undefined)
  const way = leads ? { shape, isFound, fields, additional, items } : undefined
  memo.set(shape, { way })
  return way
}

/** `found` is called for each value whose shape `is` what is looked for, with a path that is good during the call. */
export const visitShapes = (
  object: unknown,
  shape: Shape,
  is: Is,
  found: (value: unknown, shape: Shape, path: JsonPath) => void,
): void => {
  const at: (string | number)[] = []

  const below = (value: unknown, way: Way | undefined, segment: string | number): void => {
    if (way === undefined) return
    at.push(segment)
    visit(value, way)
    at.pop()
  }

  const visit = (value: unknown, { shape, isFound, fields, additional, items }: Way): void => {
    if (isFound) found(value, shape, at)
    if (Array.isArray(value)) {
      if (items !== undefined) for (let i = 0; i < value.length; i++) below(value[i], items, i)
    } else if (isRecord(value)) {
      for (const key of Object.keys(value))
        below(value[key], fields.has(key) ? fields.get(key) : additional, key)
    }
  }

  const way = wayFrom(shape, is, memoOf(is))
  if (way !== undefined) visit(object, way)
}
