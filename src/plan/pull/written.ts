/** What of a live object a person would write into a file. */
import { PREFIX } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'
import { fieldSchema, isMap, type Schema } from '../ssa/schema.ts'
import { withoutDefaults } from '../ssa/without-defaults.ts'

/** Labels and annotations that the API server, controllers and tools leave on objects, about themselves. */
const LEFT_BEHIND = [
  /^kubectl\.kubernetes\.io\/(?:last-applied-configuration|restartedAt)$/,
  /^deployment\.kubernetes\.io\/revision$/,
  /^deprecated\.daemonset\.template\.generation$/,
  /^control-plane\.alpha\.kubernetes\.io\//,
  /^kubernetes\.io\/metadata\.name$/,
  /^(?:batch\.kubernetes\.io\/)?(?:controller-uid|job-name)$/,
]

/** Labels or annotations without those that are not the user's. */
export const ownMarks = (map: unknown): Readonly<Record<string, unknown>> | undefined => {
  if (!isMap(map)) return undefined
  const isOwn = (key: string): boolean =>
    !key.startsWith(`${PREFIX}/`) && !LEFT_BEHIND.some((name) => name.test(key))
  const own = Object.entries(map).filter(([key]) => isOwn(key))
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

/** Without defaults, status and what the server sets, as it goes into a file of its own. */
export const asWritten = (live: Resource, schema: Schema): Resource => {
  const { apiVersion, kind, metadata, status: _status, ...rest } = live
  const { name, namespace } = metadata
  const labels = ownMarks(metadata.labels)
  const annotations = ownMarks(metadata.annotations)
  const fields = Object.entries(rest).map(([key, value]): [string, unknown] => [
    key,
    withoutDefaults(value, fieldSchema(schema, key)),
  ])
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels: labels as Record<string, string> }),
      ...(annotations === undefined ? {} : { annotations: annotations as Record<string, string> }),
    },
    ...Object.fromEntries(fields),
  }
}
