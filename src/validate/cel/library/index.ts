/** All functions, and who has which. */
import { append } from '../../../model/multimap.ts'
import type { Value } from '../values.ts'
import { FORMAT } from './formats.ts'
import type { Library } from './library.ts'
import { LISTS, LISTS_3, SETS } from './lists.ts'
import { CIDR, IP } from './net.ts'
import { OPTIONALS, OPTIONALS_2 } from './optionals.ts'
import { QUANTITY } from './quantity.ts'
import { SEMVER } from './semver.ts'
import { readSignature, type TypeText } from './signature.ts'
import { STANDARD } from './standard.ts'
import { REGEX, STRINGS, STRINGS_2 } from './texts.ts'
import { URLS } from './urls.ts'

export const LIBRARIES: readonly Library[] = [
  STANDARD,
  STRINGS,
  REGEX,
  LISTS,
  URLS,
  OPTIONALS,
  QUANTITY,
  STRINGS_2,
  SETS,
  IP,
  CIDR,
  FORMAT,
  OPTIONALS_2,
  SEMVER,
  LISTS_3,
]

export interface Overload {
  /** As of Library. */
  readonly since: number
  readonly isMethod: boolean
  /** With the target of a method before the others. */
  readonly args: readonly TypeText[]
  readonly result: TypeText
  readonly run: (...args: never[]) => Value
}

let table: ReadonlyMap<string, readonly Overload[]> | undefined

const build = (): ReadonlyMap<string, readonly Overload[]> => {
  const byName = new Map<string, Overload[]>()
  for (const library of LIBRARIES)
    for (const [text, run] of Object.entries(library.functions)) {
      const { name, ...signature } = readSignature(text)
      append(byName, name, { since: library.since, run, ...signature })
    }
  return byName
}

/** Those of a function's name; none where there is no such function. */
export const overloadsOf = (name: string): readonly Overload[] => (table ??= build()).get(name) ?? []
