/** JSON-RPC as the gateway handles it: messages are passed on as they are, and only their ids are its own. */
import type {
  JSONRPCMessage,
  JSONRPCNotification,
  JSONRPCRequest,
  RequestId,
} from '@modelcontextprotocol/sdk/types.js'

export type { JSONRPCMessage, JSONRPCNotification, JSONRPCRequest, RequestId }

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

export type Params = Record<string, unknown>
export type Result = Record<string, unknown>
export type Reply = { readonly result: Result } | { readonly error: RpcError }

export const CODE = {
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** The server is dark, gone, or could not be reached. */
  unavailable: -32000,
  /** As the SDK has it for sessions: nothing is here. */
  notFound: -32001,
} as const

export const isRequest = (message: JSONRPCMessage): message is JSONRPCRequest =>
  'method' in message && 'id' in message

export const replyOf = (message: JSONRPCMessage): Reply =>
  'error' in message ? { error: message.error } : { result: 'result' in message ? message.result : {} }

export const failure = (code: number, message: string, data?: unknown): { readonly error: RpcError } => ({
  error: data === undefined ? { code, message } : { code, message, data },
})

export const requestOf = (id: RequestId, method: string, params: Params | undefined): JSONRPCMessage => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params === undefined ? {} : { params }),
})

export const notificationOf = (method: string, params?: Params): JSONRPCMessage => ({
  jsonrpc: '2.0',
  method,
  ...(params === undefined ? {} : { params }),
})

export const responseOf = (id: RequestId, reply: Reply): JSONRPCMessage => ({ jsonrpc: '2.0', id, ...reply })

/** The token under which the sender of a request wants to hear of its progress. */
export const progressTokenOf = (params: Params | undefined): unknown =>
  (params?.['_meta'] as Params | undefined)?.['progressToken']
