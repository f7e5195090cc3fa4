/** Label selectors, on labels of which perhaps only some are known. */
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'

type Labels = Readonly<Record<string, unknown>>

/**
 * Whether a selector matches. `certain` are labels that are there in any case; `others` undefined where it is not
 * known which there are besides, and then the answer may be unknown, too (undefined).
 */
export const matchesSelector = (
  selector: Mapping,
  certain: Labels,
  others: Labels | undefined,
): boolean | undefined => {
  const holds = (key: string, test: (value: unknown) => boolean): boolean | undefined => {
    if (Object.hasOwn(certain, key)) return test(certain[key])
    if (others === undefined) return undefined
    return test(Object.hasOwn(others, key) ? others[key] : undefined)
  }
  const answers = [
    ...Object.entries(mapping(selector['matchLabels'])).map(([key, wanted]) =>
      holds(key, (value) => value === wanted),
    ),
    ...mappings(selector['matchExpressions']).map(({ key, operator, values }) => {
      const among = (value: unknown): boolean => Array.isArray(values) && values.includes(value)
      if (typeof key !== 'string') return undefined
      if (operator === 'In') return holds(key, among)
      if (operator === 'NotIn') return holds(key, (value) => !among(value))
      if (operator === 'Exists') return holds(key, (value) => value !== undefined)
      if (operator === 'DoesNotExist') return holds(key, (value) => value === undefined)
      return undefined
    }),
  ]
  if (answers.includes(false)) return false
  return answers.includes(undefined) ? undefined : true
}
