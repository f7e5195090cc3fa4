/** What went wrong with many objects alike is told once, and counted. */
import type { ResourceRef } from '../../model/resource.ts'
import { type PlaceOf, placedLines, type ProblemLines } from '../problem.ts'

/** Alike are errors that differ in the object's name alone. */
const alike = ({ code, message, hint = '' }: ProblemLines, { name }: ResourceRef): string => {
  const itself = new RegExp(`(?<![\\w.-])${name.replace(/\W/g, '\\$&')}(?![\\w-])`, 'g')
  return JSON.stringify([code, message.replace(itself, '*'), hint.replace(itself, '*')])
}

export class Problems {
  readonly #told = new Map<string, { readonly code: string; more: number }>()
  readonly #placeOf: PlaceOf

  constructor(placeOf: PlaceOf) {
    this.#placeOf = placeOf
  }

  /** Empty where the like was told before. */
  tell(error: ProblemLines, ref: ResourceRef): string {
    const key = alike(error, ref)
    const before = this.#told.get(key)
    if (before !== undefined) {
      before.more++
      return ''
    }
    this.#told.set(key, { code: error.code, more: 0 })
    return placedLines(error, ref, this.#placeOf)
  }

  /** For the end: of how many more each was true. */
  get more(): string {
    return [...this.#told.values()]
      .filter(({ more }) => more > 0)
      .map(({ code, more }) => `${more} more ${more === 1 ? 'object' : 'objects'} with the like [${code}]\n`)
      .join('')
  }
}
