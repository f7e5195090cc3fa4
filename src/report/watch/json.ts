/** One JSON object a line, for programs; the shape stands in schemas/output/watch.schema.json. */
import type { SyncEvent, WrittenChange } from '../../model/sync-event.ts'
import { maskedChange } from '../diff/mask.ts'
import { problemJson, refJson } from '../json.ts'
import { wordsOf } from './words.ts'

const changeJson = (change: WrittenChange): object => {
  const { writer } = change
  return { ...maskedChange(change), ...(writer === undefined ? {} : { writer }) }
}

const revocationJson = (event: Extract<SyncEvent, { event: 'revoked' }>): object => {
  if (event.by === undefined) return {}
  const { id, who, when, reason } = event.by
  return { revocation: { id, who, when, reason } }
}

export const eventJson = (event: SyncEvent, time: Date, show: (file: string) => string): string => {
  const why = wordsOf(event, show)
  const line = {
    time: time.toISOString(),
    event: event.event,
    ...('ref' in event ? { resource: refJson(event.ref) } : {}),
    ...(why === '' ? {} : { why }),
    // The object as a whole stands in the folder, and needs no copy here.
    ...('changes' in event
      ? { changes: event.changes.filter(({ path }) => path !== '').map(changeJson) }
      : {}),
    ...(event.event === 'revoked' ? revocationJson(event) : {}),
    ...('error' in event ? { error: problemJson(event.error) } : {}),
    ...('findings' in event ? { findings: event.findings } : {}),
  }
  return `${JSON.stringify(line)}\n`
}
