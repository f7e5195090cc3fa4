/** The setting `revoke`: what the kill switch asks of its user. */
import { isMapping } from './build.ts'
import type { ReadSetting } from './settings-keys.ts'

const FIELDS = ['requireReason']

export const readRevoke = (value: unknown): ReadSetting => {
  if (!isMapping(value)) return { expected: 'a mapping, such as {requireReason: true}' }
  const isKnown = Object.keys(value).every((key) => FIELDS.includes(key))
  if (!isKnown) return { expected: `a mapping of ${FIELDS.join(', ')}` }
  const { requireReason = false } = value
  if (typeof requireReason !== 'boolean') return { expected: 'true or false', at: ['requireReason'] }
  return { settings: { revoke: { requireReason } } }
}
