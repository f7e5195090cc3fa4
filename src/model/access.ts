/** What a user asks to be allowed, as RBAC names it. */
export interface Access {
  readonly verb: string
  /** The API group; empty for the core group. */
  readonly group: string
  /** The plural: `mcpbackends`. */
  readonly resource: string
  readonly name?: string
  /** Absent: of all namespaces, or of what belongs to none. */
  readonly namespace?: string
}

/** `delete mcpbackends.agentgateway.dev -n team-a`, as `kubectl auth can-i` takes it. */
export const accessLabel = ({ verb, group, resource, name, namespace }: Access): string =>
  [
    verb,
    `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`,
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ].join(' ')
