/** Walks an object beside its shape, and goes only where the shape leads to what is looked for. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Shape } from './validator.ts'

type Is = (shape: Shape) => boolean

/** Shapes are shared and compiled once, so what lies below each is worth keeping. */
const memos = new WeakMap<Is, WeakMap<Shape, boolean>>()

const memoOf = (is: Is): WeakMap<Shape, boolean> => {
  let memo = memos.get(is)
  if (memo === undefined) memos.set(is, (memo = new WeakMap()))
  return memo
}

const leads = (shape: Shape, is: Is, memo: WeakMap<Shape, boolean>): boolean => {
  const known = memo.get(shape)
  if (known !== undefined) return known
  const below = [...Object.values(shape.properties ?? {}), shape.additional, shape.items]
  const result =
    is(shape) || below.some((child) => child !== undefined && child !== true && leads(child, is, memo))
  memo.set(shape, result)
  return result
}

/** `found` is called for each value whose shape `is` what is looked for, with a path that is good during the call. */
export const visitShapes = (
  object: unknown,
  shape: Shape,
  is: Is,
  found: (value: unknown, shape: Shape, path: JsonPath) => void,
): void => {
  const memo = memoOf(is)
  const at: (string | number)[] = []

  const below = (value: unknown, shape: Shape | true | undefined, segment: string | number): void => {
    if (shape === undefined || shape === true || !leads(shape, is, memo)) return
    at.push(segment)
    visit(value, shape)
    at.pop()
  }

  const visit = (value: unknown, shape: Shape): void => {
    if (is(shape)) found(value, shape, at)
    if (Array.isArray(value)) {
      if (shape.items === undefined || !leads(shape.items, is, memo)) return
      for (let i = 0; i < value.length; i++) below(value[i], shape.items, i)
    } else if (isRecord(value)) {
      for (const key of Object.keys(value)) {
        const own = shape.properties?.[key]
        below(value[key], own ?? shape.additional, key)
      }
    }
  }

  if (leads(shape, is, memo)) visit(object, shape)
}
