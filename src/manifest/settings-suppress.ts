/** The setting `suppress`: which findings are accepted, and why. */
import { dirname, isAbsolute, resolve } from 'node:path'
import { readObjectName, type WrittenSuppression } from '../model/suppression.ts'
import { isMapping } from './build.ts'
import type { PlaceOf, ReadSetting } from './settings-keys.ts'

const FIELDS = ['code', 'resource', 'path', 'reason']

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

export const readSuppress = (value: unknown, placeOf: PlaceOf): ReadSetting => {
  if (!Array.isArray(value)) return { expected: 'a list of {code, resource, path, reason}' }
  const suppress: WrittenSuppression[] = []
  for (const [i, entry] of value.entries()) {
    if (!isMapping(entry)) return { expected: 'a mapping of code, resource, path and reason', at: [i] }
    const unknown = Object.keys(entry).find((key) => !FIELDS.includes(key))
    if (unknown !== undefined) return { expected: `one of ${FIELDS.join(', ')}`, at: [i, unknown] }
    const { code, resource, path, reason } = entry
    if (!isText(code)) return { expected: 'the code of a finding, such as missing-backend', at: [i, 'code'] }
    if (!isText(reason)) return { expected: 'a text that says why this is accepted', at: [i, 'reason'] }
    const object = isText(resource) ? readObjectName(resource) : undefined
    if (resource !== undefined && object === undefined)
      return { expected: 'KIND/NAME, such as MCPBackend/filesystem', at: [i, 'resource'] }
    if (path !== undefined && (!isText(path) || isAbsolute(path)))
      return { expected: 'a file or folder, relative to agentgw.yaml', at: [i, 'path'] }
    const place = placeOf([i])
    suppress.push({
      code,
      reason,
      place,
      ...(object === undefined ? {} : { object }),
      ...(isText(path) ? { path: resolve(dirname(place.file), path) } : {}),
    })
  }
  return { settings: { suppress } }
}
