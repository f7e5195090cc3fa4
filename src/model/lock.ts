/**
 * The form of the locks: one ConfigMap per namespace in agentgw-system, one key per object, `PLURAL.NAME`. The admission
 * policy of manifests/install/lock.yaml reads the same form; what is said here of keys and values is said there in CEL.
 */
import { UserError } from '../errors.ts'
import { KINDS, PREFIX, SYSTEM_NAMESPACE } from './kinds.ts'
import { refKey, refLabel, type Resource, type ResourceRef } from './resource.ts'

/** Who keeps one object from being created, or a policy that denies from being changed, and why. */
export interface Lock {
  readonly ref: ResourceRef
  /** Of the revocation; empty where the lock was written by hand. */
  readonly id: string
  readonly who: string
  /** RFC 3339. */
  readonly when: string
  /** One line of at most 200 characters. */
  readonly reason: string
}

/** The ValidatingAdmissionPolicy that enforces locks, and its binding. */
export const LOCK_POLICY = 'agentgw-revocations'
/** On a ConfigMap of locks; its value is the namespace of what is locked. */
export const LOCKS_LABEL = `${PREFIX}/locks`

const REASON_LENGTH = 200
const WHO_LENGTH = 200
/** The API server's limit of a ConfigMap's key. */
const KEY_LENGTH = 253
/** How much of each end of a name a shortened key keeps. */
const END_LENGTH = 100

const LOCKABLE = KINDS.filter(({ kind }) =>
  ['MCPBackend', 'AIRoute', 'AgentgatewayBackend', 'HTTPRoute', 'AgentgatewayPolicy'].includes(kind),
)
const isPolicy = (ref: ResourceRef): boolean => ref.kind === 'AgentgatewayPolicy'

export const locksRef = (namespace: string): ResourceRef => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: SYSTEM_NAMESPACE,
  name: `revoked-${namespace}`,
})

const isShort = (key: string): boolean => key.includes('..')

/** The key of an object's lock. A name too long for a key is shortened, and then told by the value. */
export const lockKey = (ref: ResourceRef): string => {
  const kind = LOCKABLE.find((known) => known.kind === ref.kind)
  if (kind === undefined) throw new UserError('internal', `${refLabel(ref)} is of no kind that can be locked`)
  const whole = `${kind.plural}.${ref.name}`
  return whole.length <= KEY_LENGTH
    ? whole
    : `${kind.plural}.${ref.name.slice(0, END_LENGTH)}..${ref.name.slice(-END_LENGTH)}`
}

/** One line, without what a terminal or the API server would take for more than text. */
const line = (text: string, length: number): string => {
  const characters = Array.from(
    text
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .replace(/ {2,}/g, ' ')
      .trim(),
  )
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}

/** What a denial says after the kind and the namespace, and `parseLock` reads. Who has no `;`, so that the end can be told. */
export const lockValue = ({ ref, id, who, when, reason }: Lock): string => {
  const why = line(reason, REASON_LENGTH)
  return (
    `${ref.name} is ${isPolicy(ref) ? 'part of a revocation' : 'revoked'}${why === '' ? '' : `: ${why}`}; ` +
    `by ${line(who, WHO_LENGTH).replaceAll(';', ',')} at ${when}, revocation ${id}`
  )
}

const VALUE = /^(\S+) is (?:revoked|part of a revocation)(?:: (.*))?; by ([^;]*) at (\S+), revocation (\S+)$/

/** Undefined where the key is of no object that can be locked. A value of another form is taken for a reason. */
export const parseLock = (namespace: string, key: string, value: string): Lock | undefined => {
  const dot = key.indexOf('.')
  const kind = LOCKABLE.find(({ plural }) => plural === key.slice(0, dot))
  const name = isShort(key) ? value.split(' ', 1)[0] : key.slice(dot + 1)
  if (dot < 0 || kind === undefined || name === undefined || name === '') return undefined
  const ref = { apiVersion: kind.apiVersion, kind: kind.kind, namespace, name }
  if (lockKey(ref) !== key) return undefined
  const [, named, reason = '', who, when, id] = VALUE.exec(value) ?? []
  if (named !== name || who === undefined || when === undefined || id === undefined)
    return { ref, id: '', who: '', when: '', reason: value }
  return { ref, id, who, when, reason }
}

/** The locks that a ConfigMap holds. */
export const locksIn = (configMap: Resource): Lock[] => {
  const namespace = configMap.metadata.labels?.[LOCKS_LABEL]
  if (namespace === undefined) return []
  const data = (configMap['data'] ?? {}) as Readonly<Record<string, string>>
  return Object.entries(data).flatMap(([key, value]) => parseLock(namespace, key, value) ?? [])
}

const taken = (held: Lock, wanted: Lock): UserError =>
  new UserError(
    'lock-name-taken',
    `${refLabel(wanted.ref)} can not be locked: its name is too long for a key of its own, and ` +
      `${refLabel(held.ref)}, which begins and ends the same, has the key`,
    { hint: `restore the other first, or choose --no-lock` },
  )

/** A key does not say the whole name of one of these: what stands under it must be looked at before it is written. */
export const mayClash = (locks: readonly Lock[]): boolean => locks.some(({ ref }) => isShort(lockKey(ref)))

/** The keys and values of these locks; throws `lock-name-taken` where two would share a key, or one that is `standing` has it. */
export const lockData = (locks: readonly Lock[], standing: readonly Lock[] = []): Record<string, string> => {
  const holders = new Map(standing.map((held) => [lockKey(held.ref), held]))
  const data: Record<string, string> = {}
  for (const lock of locks) {
    const key = lockKey(lock.ref)
    const held = holders.get(key)
    if (held !== undefined && refKey(held.ref) !== refKey(lock.ref)) throw taken(held, lock)
    holders.set(key, lock)
    data[key] = lockValue(lock)
  }
  return data
}

const DENIAL = new RegExp(
  `ValidatingAdmissionPolicy '${LOCK_POLICY}' with binding '[^']*' denied request: ` +
    `(\\w+ [^/ ]*/\\S+ is (?:revoked|part of a revocation)\\b.*|this object is revoked\\b.*)$`,
  's',
)
const HOW = '; to bring it back: '

/** What a refusal of the API server says of a lock; undefined where it is no denial by the policy of the locks. */
export const denialOf = (said: string): { message: string; hint: string | undefined } | undefined => {
  const text = DENIAL.exec(said)?.[1]
  if (text === undefined) return undefined
  const at = text.lastIndexOf(HOW)
  if (at < 0) return { message: text, hint: '`kubectl agentgw revocations` lists what is revoked' }
  return { message: text.slice(0, at), hint: `to bring it back: ${text.slice(at + HOW.length)}` }
}
