/** Whether an object is what a write would have made of it. */
import { isMap } from './mapping.ts'

type Json = Readonly<Record<string, unknown>>

/** What the server sets or takes away itself, whatever was sent. */
const SERVER_SET = new Set(['resourceVersion', 'managedFields', 'uid', 'creationTimestamp', 'generation'])

const within = (there: unknown, sent: unknown): boolean => {
  // Null takes a field away, or is dropped.
  if (sent === null) return there === undefined || there === null
  if (Array.isArray(sent))
    return (
      Array.isArray(there) && there.length === sent.length && sent.every((one, i) => within(there[i], one))
    )
  if (!isMap(sent)) return there === sent
  if (!isMap(there)) return Object.keys(sent).length === 0 && there === undefined
  return Object.entries(sent).every(([key, value]) => within(there[key], value))
}

/** Everything that was sent stands there; defaults may have been added. The status is another's. */
export const holds = (there: object, { status: _status, metadata, ...rest }: Json): boolean => {
  const about = Object.entries(isMap(metadata) ? metadata : {}).filter(([key]) => !SERVER_SET.has(key))
  return within(there, { ...rest, metadata: Object.fromEntries(about) })
}
