/** An error that CEL itself defines: the API server reports it, and `||`, `&&`, `all` and `exists` may absorb it. */
export class CelError extends Error {
  override readonly name = 'CelError'
}

/** What CEL defines and this program does not evaluate. Never absorbed: the rule counts as not checked. */
export class UnknownToUs extends Error {
  override readonly name = 'UnknownToUs'
}

export const noOverload = (): never => {
  throw new CelError('no such overload')
}
