/** Which fields of an object, and which words of a command, are to hide by the name that they go by. */
import { mayNameCredential } from './names.ts'

const FLAG = /^--?[\w-]+$/
/** Fields beside a `key` that say what it is the key of: a Secret, a label, a volume's item, any pair. */
const KEYED = ['name', 'operator', 'effect', 'path', 'value', 'values']
/** `value`, and how it is misspelt: `valu`, `vlaue`, `Value`. */
const VALUE = /^v[alue]{1,5}$/i
/** Maps in which `key` is a name that somebody chose, or one of a Secret's. */
const CHOSEN = /(ref|labels|annotations|data)$/i

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

/** Whether what a field holds is secret as a whole; `owner` is the map that has it, `place` the field that has the map. */
export const isSecretField = (
  owner: Readonly<Record<string, unknown>>,
  field: string,
  place: unknown = '',
): boolean => {
  if (owner['kind'] === 'Secret' && (field === 'data' || field === 'stringData')) return true
  // `{name: OPENAI_API_KEY, value: …}`, as environments and headers are written; a list there is a mistake, and secret.
  if (VALUE.test(field)) return typeof owner['name'] === 'string' && mayNameCredential(owner['name'])
  if (!isScalar(owner[field])) return false
  if (field === 'key')
    return !KEYED.some((other) => owner[other] !== undefined) && !CHOSEN.test(String(place))
  return mayNameCredential(field)
}

/** Whether an item of a list is secret: what follows a flag such as `--api-key`. */
export const isSecretItem = (list: readonly unknown[], index: number): boolean => {
  const flag = list[index - 1]
  return typeof flag === 'string' && FLAG.test(flag) && mayNameCredential(flag) && isScalar(list[index])
}
