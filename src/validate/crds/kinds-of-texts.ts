/**
 * The kinds that texts with CRDs define. What a text defines and what is compiled from it is known by the text's
 * digest; the parser and the compiler are loaded only for what no run before has seen.
 */
import type { KindEntry } from '../../model/schema-origin.ts'
import { type Kinds, tableOf } from '../kinds.ts'
import type { Validator } from '../validator.ts'
import type { Cache } from './cache.ts'
import { type Code, instantiate, packCode, unpackCode, withBytecode } from './code.ts'
import type { CrdText, KindName, KnownText } from './crd-text.ts'

/** With what it defines. Throws what reading it throws. */
export const readKinds = async (text: CrdText, cache: Cache): Promise<KnownText> => {
  const key = ['kinds', text.digest()]
  const known = cache.get(key)
  if (known !== undefined) return { ...text, kinds: JSON.parse(known.toString()) as KindName[] }
  const { versionsIn } = await import('../compile/kind.ts')
  const kinds = versionsIn(text.values()).map(({ group, version, kind }) => ({ group, version, kind }))
  cache.put(key, Buffer.from(JSON.stringify(kinds)))
  return { ...text, kinds }
}

const codeOf = async (text: CrdText, name: KindName, cache: Cache, kubernetes?: number): Promise<Code> => {
  const key = ['code', text.digest(), name.group, name.version, name.kind, String(kubernetes ?? '')]
  const known = cache.get(key)
  if (known !== undefined) return unpackCode(known)
  const { compileKind } = await import('../compile/kind.ts')
  const code = withBytecode(compileKind(text.values(), name, text.path, kubernetes))
  cache.put(key, packCode(code))
  return code
}

const nameOf = ({ group, version, kind }: KindName): string => `${group}/${version}/${kind}`

/**
 * Of two texts that define the same the later counts. A validator throws what reading throws, and `bad-crd`.
 * `kubernetes`: the minor version whose libraries rules may use; default: the newest.
 */
export const kindsOfTexts = (texts: readonly KnownText[], cache: Cache, kubernetes?: number): Kinds => {
  const defined = new Map<string, { text: CrdText; entry: KindEntry }>()
  for (const text of texts)
    for (const { group, version, kind } of text.kinds) {
      const entry = { group, version, kind, origin: text.origin }
      defined.set(nameOf(entry), { text, entry })
    }
  const validators = new Map<string, Validator | Promise<Validator>>()
  const load = async (
    key: string,
    { text, entry }: { text: CrdText; entry: KindEntry },
  ): Promise<Validator> => {
    const validator = await instantiate(await codeOf(text, entry, cache, kubernetes))
    validators.set(key, validator)
    return validator
  }
  return {
    ...tableOf([...defined.values()].map(({ entry }) => entry)),
    validator: (group, version, kind) => {
      const key = nameOf({ group, version, kind })
      const known = validators.get(key)
      const found = defined.get(key)
      if (known !== undefined || found === undefined) return known
      const loading = load(key, found)
      validators.set(key, loading)
      return loading
    },
  }
}
