/** What the controller of the gateway says of a policy that denies. */

/** The name by which upstream's controller signs what it writes into a status. */
export const CONTROLLER = 'agentgateway.dev/agentgateway'

/**
 * `pending`: it has said nothing of this form of the policy yet, or that it is attached to nothing; then `reason` is its
 * own word. `refused`: it does not do all that it says, `PartiallyValid` among the reasons.
 */
export type DenialStatus =
  | { readonly is: 'taken' }
  | { readonly is: 'pending'; readonly reason?: string; readonly message?: string }
  | { readonly is: 'refused'; readonly reason: string; readonly message?: string }

/** `refused: PartiallyValid`. */
export const statusLabel = (status: DenialStatus): string =>
  'reason' in status ? `${status.is}: ${status.reason}` : status.is
