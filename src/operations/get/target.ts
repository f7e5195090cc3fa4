/** The kinds that `get` tells of, and which of them a word on the command line means. */
import { type UserError, usageError } from '../../errors.ts'
import { findKind, type Kind } from '../../model/kinds.ts'

const kinds = (names: string): readonly Kind[] => names.split(' ').flatMap((name) => findKind(name) ?? [])

/** In the order in which they are told: from where a call comes in to what decides about it. */
export const TOLD = kinds(
  'Gateway HTTPRoute GRPCRoute AIRoute MCPBackend AgentgatewayBackend AgentgatewayModel AgentgatewayPolicy AgentgatewayParameters ReferenceGrant GatewayClass',
)

/** Without these there is no gateway to tell of; that the others are missing, or hidden, is worth a word at most. */
const CORE = kinds('Gateway HTTPRoute AIRoute MCPBackend AgentgatewayBackend AgentgatewayPolicy')

export const isCore = (kind: Kind): boolean => CORE.includes(kind)

/** Of no namespace, and mostly of other gateways: told where they are asked for, or where a Gateway names one. */
const isAside = ({ namespaced }: Kind): boolean => !namespaced

export interface Target {
  readonly kinds: readonly Kind[]
  readonly name: string | undefined
}

const unknownKind = (word: string): UserError =>
  usageError(
    `get does not tell of the kind ${word}`,
    `it tells of ${TOLD.map(({ kind }) => kind).join(', ')}`,
  )

/** Whether what is asked for lies in no namespace, whichever is named. */
export const isOfCluster = ({ kinds }: Pick<Target, 'kinds'>): boolean => kinds.every(isAside)

/** `KIND`, `NAME` or `KIND/NAME`; a word that is both is a kind. Throws `usage`. */
export const parseTarget = (word: string | undefined): Target => {
  const usual = TOLD.filter((kind) => !isAside(kind))
  if (word === undefined) return { kinds: usual, name: undefined }
  if (/^\/|^$|\/$/.test(word))
    throw usageError(`"${word}" lacks a kind or a name`, 'say KIND, NAME or KIND/NAME')
  const slash = word.indexOf('/')
  const first = slash < 0 ? word : word.slice(0, slash)
  const kind = findKind(first)
  if (kind === undefined && slash < 0) return { kinds: usual, name: word }
  if (kind === undefined || !TOLD.includes(kind)) throw unknownKind(first)
  return { kinds: [kind], name: slash < 0 ? undefined : word.slice(slash + 1) }
}
