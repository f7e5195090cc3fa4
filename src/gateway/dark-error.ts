import { CODE, type RpcError } from './rpc.ts'
import type { Darkness } from './state.ts'

/** What a client gets for what is dark: the revocation also as data, where there is one. */
export const darkError = ({ message, revocation }: Darkness): RpcError => ({
  code: CODE.unavailable,
  message,
  ...(revocation ? { data: { revocation } } : {}),
})
