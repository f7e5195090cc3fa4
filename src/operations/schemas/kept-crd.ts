/**
 * A CRD in the form in which it is kept: what decides about objects, without prose, in one order. So equal schemas
 * are equal texts wherever they come from, and what changes between two versions shows as a small difference.
 */
import { UserError } from '../../errors.ts'
import { stringify } from '../../manifest/stringify.ts'
import { list, type Mapping, mapping } from '../../model/mapping.ts'
import type { FoundCrd } from '../../model/schema-lock.ts'
import type { Resource } from '../../model/resource.ts'
import { dnsSubdomainFault } from '../../validate/names.ts'
import { digestOf } from './crd-files.ts'

/** Keywords of a schema that say something to people only. */
const PROSE = new Set(['description', 'title', 'example', 'externalDocs'])
/** Keywords that hold schemas by name, in a list, or one. */
const NAMED = new Set(['properties', 'patternProperties', 'definitions'])
const LISTED = new Set(['allOf', 'anyOf', 'oneOf'])
const SINGLE = new Set(['items', 'additionalProperties', 'not'])

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

const keptSchema = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (PROSE.has(key)) return []
    if (NAMED.has(key))
      return [
        [
          key,
          Object.fromEntries(Object.entries(mapping(inner)).map(([name, one]) => [name, keptSchema(one)])),
        ],
      ]
    if (LISTED.has(key)) return [[key, list(inner).map(keptSchema)]]
    return [[key, SINGLE.has(key) ? keptSchema(inner) : inner]]
  })
  return Object.fromEntries(kept)
}

const hasSchema = ({ schema }: Mapping): boolean => 'type' in mapping(mapping(schema)['openAPIV3Schema'])

const keptVersion = (version: Mapping): object => ({
  name: version['name'],
  served: true,
  storage: version['storage'] === true,
  ...('status' in mapping(version['subresources']) ? { subresources: { status: {} } } : {}),
  schema: { openAPIV3Schema: sorted(keptSchema(mapping(version['schema'])['openAPIV3Schema'])) },
})

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Gateway API and its like name their bundle, charts their program's version; in this order. */
const releaseOf = (crd: Mapping): string | undefined => {
  const { annotations, labels } = mapping(crd['metadata'])
  const bundle = Object.entries(mapping(annotations)).find(([key]) => key.endsWith('/bundle-version'))?.[1]
  const channel = Object.entries(mapping(annotations)).find(([key]) => key.endsWith('/channel'))?.[1]
  const found =
    text(bundle) ??
    text(mapping(annotations)['agentgw.dev/version']) ??
    text(mapping(labels)['app.kubernetes.io/version']) ??
    text(mapping(labels)['helm.sh/chart'])
  const named = found === undefined || text(channel) === undefined ? found : `${found} ${text(channel)}`
  // It goes into a file and onto terminals.
  return named === undefined || !/^[\w .+:/@-]{1,100}$/.test(named) ? undefined : named
}

/** Undefined where the value is no CRD with a served version that has a schema. Throws `bad-crd` for one of an impossible name. */
export const keptCrd = (value: unknown, source: string): FoundCrd | undefined => {
  const crd = mapping(value)
  if (crd['kind'] !== 'CustomResourceDefinition' || crd['apiVersion'] !== 'apiextensions.k8s.io/v1')
    return undefined
  const { group, names, scope, versions } = mapping(crd['spec'])
  const { kind, plural, singular, listKind, shortNames } = mapping(names)
  const served = list(versions)
    .map(mapping)
    .filter((version) => version['served'] === true && hasSchema(version))
  if (served.length === 0) return undefined
  const name = `${String(plural)}.${String(group)}`
  // The name of a file, too.
  if (typeof group !== 'string' || typeof kind !== 'string' || dnsSubdomainFault(name) !== undefined)
    throw new UserError('bad-crd', `a CRD of ${source} has no group, kind and plural that could be its name`)
  const kept = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group,
      names: {
        kind,
        plural,
        ...(singular === undefined ? {} : { singular }),
        ...(listKind === undefined ? {} : { listKind }),
        ...(shortNames === undefined ? {} : { shortNames }),
      },
      scope,
      versions: served.map(keptVersion),
    },
  } satisfies Resource
  const written = stringify([kept])
  const release = releaseOf(crd)
  return {
    name,
    group,
    kind,
    versions: served.map((version) => String(version['name'])),
    source,
    ...(release === undefined ? {} : { release }),
    sha256: digestOf(written),
    text: written,
  }
}
