/** Which requests the rules of routes take. */
import type { JsonPath } from '../../model/document.ts'
import { list, type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { text } from './reference.ts'

/** One match of one rule. */
export interface Match {
  readonly rule: number
  /** Undefined for a rule without matches, which takes everything. */
  readonly index: number | undefined
  readonly value: Mapping
  /** Equal for matches that equal requests fulfil. */
  readonly key: string
}

export const pathTo = ({ rule, index }: Match): JsonPath =>
  index === undefined ? ['spec', 'rules', rule] : ['spec', 'rules', rule, 'matches', index]

const NO_CONDITIONS: readonly string[] = []

/** The conditions on headers or parameters in one order; of two on the same name the first counts. */
const conditions = (value: unknown, canonical: (name: string) => string): readonly string[] => {
  if (value === undefined) return NO_CONDITIONS
  const seen = new Map<string, string>()
  for (const { name, type, value: wanted } of mappings(value)) {
    const key = canonical(String(name))
    if (!seen.has(key)) seen.set(key, `${key} ${text(type, 'Exact')} ${String(wanted)}`)
  }
  return [...seen.values()].sort()
}

/** As `PathPrefix /mcp`. */
export const pathOf = (match: Mapping): string => {
  const { type, value } = mapping(match['path'])
  return `${text(type, 'PathPrefix')} ${text(value, '/')}`
}

/** Of most matches the path is all. */
const matchKey = (match: Mapping): string => {
  const path = pathOf(match)
  const method = text(match['method'], '')
  const headers = conditions(match['headers'], (name) => name.toLowerCase())
  const parameters = conditions(match['queryParams'], (name) => name)
  return method === '' && headers.length === 0 && parameters.length === 0
    ? path
    : JSON.stringify([path, method, headers, parameters])
}

const matchOf = (rule: number, index: number | undefined, value: Mapping): Match => ({
  rule,
  index,
  value,
  key: matchKey(value),
})

export const matchesOf = (rule: Mapping, at: number): Match[] => {
  const given = list(rule['matches'])
  if (given.length === 0) return [matchOf(at, undefined, {})]
  return given.map((match, i) => matchOf(at, i, mapping(match)))
}
