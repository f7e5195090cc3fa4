/** What hangs on what: a Gateway, its routes, where they lead, and the policies of each. */
import type { Gone, Listener, OverviewEntry, Pointer } from './overview.ts'

/** What is known of an object that may be known by name only. */
export type NodeRef = Pick<Pointer, 'group' | 'kind' | 'namespace' | 'name'>

export interface TreeNode {
  /** Of the object, or of the listener of one. */
  readonly key: string
  readonly ref: NodeRef
  /** Absent where it was not read: missing, of a kind that is not read, or hidden from the user. */
  readonly entry?: OverviewEntry
  readonly gone?: Gone
  /** The node is this listener of the Gateway `ref`. */
  readonly listener?: Listener
  /** The part of the node above that it belongs to, where that is no node of its own. */
  readonly section?: string
  /** It is attached to the node above as a policy is, which is no way that a call takes. */
  readonly attached: boolean
  /** What hangs on it stands elsewhere in the tree already. */
  readonly again?: true
  readonly children: readonly TreeNode[]
}

export interface Forest {
  /** From where calls come in. */
  readonly gateways: readonly TreeNode[]
  /** What no Gateway leads to. */
  readonly loose: readonly TreeNode[]
  /** Which references between namespaces are allowed. */
  readonly grants: readonly TreeNode[]
}
