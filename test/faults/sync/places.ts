/** In each kind the places that the tests edit, and what stands there. */

/** Where an editor writes, and with what: `word` is one that nobody else writes. */
export interface Place {
  readonly path: readonly string[]
  readonly value: (word: string) => unknown
  /** The object is valid without it. */
  readonly optional: boolean
  /** A list whose entries are merged one by one: what others took away of it says nothing of other entries. */
  readonly isSet?: boolean
}

const label: Place = { path: ['metadata', 'labels', 'a'], value: (word) => word, optional: true }

const OF_KIND: Readonly<Record<string, readonly Place[]>> = {
  MCPBackend: [
    { path: ['spec', 'mcp', 'stdio', 'cmd'], value: (word) => word, optional: false },
    { path: ['spec', 'mcp', 'stdio', 'args'], value: (word) => [word], optional: true },
  ],
  AIRoute: [
    {
      path: ['spec', 'hostnames'],
      value: (word) => [`${word}.example.com`],
      optional: true,
      isSet: true,
    },
  ],
  HTTPRoute: [{ path: ['spec', 'hostnames'], value: (word) => [`${word}.example.com`], optional: true }],
  Gateway: [{ path: ['spec', 'gatewayClassName'], value: (word) => word, optional: false }],
  ReferenceGrant: [
    { path: ['spec', 'to'], value: (name) => [{ group: '', kind: 'Service', name }], optional: false },
  ],
  ConfigMap: [{ path: ['data', 'a'], value: (word) => word, optional: true }],
  Secret: [{ path: ['data', 'a'], value: (word) => Buffer.from(word).toString('base64'), optional: true }],
  Service: [{ path: ['spec', 'selector', 'a'], value: (word) => word, optional: true }],
}

export const placesOf = (kind: string): readonly Place[] => [...(OF_KIND[kind] ?? []), label]

/** The nth of the object's, counted round. */
export const placeOf = ({ kind }: { readonly kind: string }, n: number): Place => {
  const places = placesOf(kind)
  return places[n % places.length]!
}

export const valueAt = (object: object | undefined, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], object)

/** A merge patch; undefined takes away. */
export const patchOf = ({ path }: Place, value: unknown): Record<string, unknown> =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value ?? null) as Record<string, unknown>

/** A copy of the object with that at the place; undefined takes away. */
export const withValue = <T extends object>(
  object: T,
  { path: [key = '', ...rest] }: Pick<Place, 'path'>,
  value: unknown,
): T => {
  const { [key]: inner, ...others } = object as Record<string, unknown>
  const next = rest.length > 0 ? withValue(inner ?? {}, { path: rest }, value) : value
  return (next === undefined ? others : { ...others, [key]: next }) as T
}
