/**
 * A part of a backend that is revoked while the backend stays: one of its MCP targets, some of its tools, or some tools
 * of one target. `{}` would be all of it, which is no part.
 */
export interface Part {
  /** The name of an MCP target of the backend. */
  readonly target?: string
  /** The server's own name of a tool, `*` being a wildcard. */
  readonly tool?: string
  /** A drill of revoking it, or with nothing else of revoking all: it is denied for a moment, and nothing else. */
  readonly drill?: true
}

/** How it is written behind the object that it is of: `#files`, `#files:write_*`, `#:write_*`, `#(drill)`. */
export const partLabel = (part: Part | undefined): string => {
  if (part === undefined) return ''
  const { target = '', tool, drill } = part
  return `#${target}${tool === undefined ? '' : `:${tool}`}${drill ? '(drill)' : ''}`
}

/** The part that is drilled; undefined for all of the object. */
export const withoutDrill = ({ drill: _, ...part }: Part): Part | undefined =>
  Object.keys(part).length === 0 ? undefined : part
