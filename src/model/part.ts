/**
 * A part of a backend that is revoked while the backend stays: one of its MCP targets, some of its tools, or some tools
 * of one target. `{}` would be all of it, which is no part.
 */
export interface Part {
  /** The name of an MCP target of the backend. */
  readonly target?: string
  /** The server's own name of a tool, `*` being a wildcard. */
  readonly tool?: string
}

/** How it is written behind the object that it is of: `#files`, `#files:write_*`, `#:write_*`. */
export const partLabel = (part: Part | undefined): string =>
  part === undefined ? '' : `#${part.target ?? ''}${part.tool === undefined ? '' : `:${part.tool}`}`
