/**
 * The kinds that texts with CRDs define. What a text defines and what is compiled from it is known by the text's
 * digest; the parser and the compiler are loaded only for what no run before has seen.
 */
import type { KindEntry } from '../../model/schema-origin.ts'
import { type Kinds, tableOf } from '../kinds.ts'
import type { Validator } from '../validator.ts'
import type { Cache } from './cache.ts'
import { type Code, instantiate, packCode, unpackCode } from './code.ts'
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

const compiled = async (text: CrdText, name: KindName, kubernetes?: number): Promise<Code> => {
  const { compileKind } = await import('../compile/kind.ts')
  return compileKind(text.values(), name, text.path, kubernetes)
}

/** What is to be done when the process ends: one listener for all. */
const atExit: (() => void)[] = []
const onExit = (act: () => void): void => {
  if (atExit.push(act) === 1)
    process.once('exit', () => {
      for (const each of atExit) each()
    })
}

const load = async (text: CrdText, name: KindName, cache: Cache, kubernetes?: number): Promise<Validator> => {
  const key = ['code', text.digest(), name.group, name.version, name.kind, String(kubernetes ?? '')]
  const known = cache.get(key)
  const code = known === undefined ? await compiled(text, name, kubernetes) : unpackCode(known)
  const { validator, bytecode } = await instantiate(code)
  if (known === undefined) cache.put(key, packCode(code))
  // V8 reads a function when it first runs, so that only at the end there is something to keep of those that did.
  if (code.bytecode === undefined)
    onExit(() => {
      cache.put(key, packCode({ ...code, bytecode: bytecode() }))
    })
  return validator
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
  return {
    ...tableOf([...defined.values()].map(({ entry }) => entry)),
    validator: (group, version, kind) => {
      const key = nameOf({ group, version, kind })
      const known = validators.get(key)
      const found = defined.get(key)
      if (known !== undefined || found === undefined) return known
      const loading = load(found.text, found.entry, cache, kubernetes).then((validator) => {
        validators.set(key, validator)
        return validator
      })
      validators.set(key, loading)
      return loading
    },
  }
}
