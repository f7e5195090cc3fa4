/** Of Secrets and ConfigMaps, which have no schema here: what of their content the API server can not even decode. */
import { isRecord } from './bare.ts'
import type { Issue } from './issue.ts'

/** Which field of a kind holds plain text, and which base64. */
const FIELDS: Readonly<Record<string, { readonly text: string; readonly base64: string }>> = {
  Secret: { text: 'stringData', base64: 'data' },
  ConfigMap: { text: 'data', base64: 'binaryData' },
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** As Go decodes it: it may have line ends anywhere, and its last bits do not count. */
const isBase64 = (text: string): boolean => BASE64.test(text.replace(/[\r\n]/g, ''))

/** Values are never quoted: they may be secret. */
const checkEntries = (
  entries: unknown,
  field: string,
  fault: (value: string) => Pick<Issue, 'code' | 'message' | 'hint'> | undefined,
): Issue[] => {
  if (entries === undefined || entries === null) return []
  if (!isRecord(entries))
    return [{ code: 'wrong-type', stage: 'schema', path: [field], message: 'must be an object' }]
  return Object.entries(entries).flatMap(([key, value]): Issue[] => {
    const at = { stage: 'schema', path: [field, key] } as const
    if (value === null) return []
    if (typeof value !== 'string')
      return [{ ...at, code: 'wrong-type', message: 'must be a string', hint: 'write it in quotes' }]
    const found = fault(value)
    return found === undefined ? [] : [{ ...at, ...found }]
  })
}

export const checkBuiltIn = (object: Readonly<Record<string, unknown>>): Issue[] => {
  const { apiVersion, kind } = object
  const fields = apiVersion === 'v1' && Object.hasOwn(FIELDS, String(kind)) ? FIELDS[String(kind)] : undefined
  if (fields === undefined) return []
  const { text, base64 } = fields
  const hint = `write plain text under ${text}, or encode it: printf %s TEXT | base64`
  return [
    ...checkEntries(object[text], text, () => undefined),
    ...checkEntries(object[base64], base64, (value) =>
      isBase64(value) ? undefined : { code: 'bad-format', message: 'must be base64', hint },
    ),
  ]
}
