/**
 * A Secret's `stringData` is its `data` in another spelling, which the API server changes only as it stores the Secret. Whose a field is, it notes
 * before: what is applied as `stringData` conflicts with nobody's `data`, and stays when it leaves.
 */
import { kindKey } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'
import { mapping } from '../../model/mapping.ts'

/** The same Secret with `data` alone; other objects as they are. */
export const inData = (resource: Resource): Resource => {
  const { stringData, ...rest } = resource
  if (stringData === undefined || kindKey(resource) !== 'v1 Secret') return resource
  const written = Object.entries(mapping(stringData))
  if (!written.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return resource
  const encoded = written.map(([key, text]) => [key, Buffer.from(text).toString('base64')])
  return { ...rest, data: { ...mapping(resource['data']), ...Object.fromEntries(encoded) } }
}
