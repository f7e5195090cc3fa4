/** The keys of agentgw.yaml and what each may hold. */
import { isAbsolute } from 'node:path'
import type { FilePlace, JsonPath } from '../model/document.ts'
import { nearest } from '../model/nearest.ts'
import type { Settings } from '../model/settings.ts'
import { readRevoke } from './settings-revoke.ts'
import { readSuppress } from './settings-suppress.ts'

export const SETTINGS_KEYS = [
  'name',
  'gateway',
  'namespace',
  'manifests',
  'url',
  'suppress',
  'revoke',
] as const
export type SettingsKey = (typeof SETTINGS_KEYS)[number]

/** What a value means, or what was expected in its stead. */
export type ReadSetting =
  | { readonly settings: Partial<Settings> }
  /** `at`: below the setting. */
  | { readonly expected: string; readonly at?: JsonPath }

/** The place of what stands below a setting. */
export type PlaceOf = (at: JsonPath) => FilePlace

const LABEL_VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const DNS_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

const readGateway = (value: unknown): ReadSetting => {
  const [namespace = '', name = '', ...more] = typeof value === 'string' ? value.split('/') : []
  return DNS_LABEL.test(namespace) && DNS_NAME.test(name) && more.length === 0
    ? { settings: { gateway: { namespace, name } } }
    : { expected: 'NAMESPACE/NAME of a Gateway, such as agentgateway-system/agentgateway' }
}

const readUrl = (value: unknown): ReadSetting => {
  const url = typeof value === 'string' ? URL.parse(value) : null
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === ''
  return isPlain && url.username + url.password === ''
    ? { settings: { url: url.origin } }
    : { expected: 'an http or https URL without a path, such as http://127.0.0.1:3000' }
}

const READERS: Readonly<Record<SettingsKey, (value: unknown, placeOf: PlaceOf) => ReadSetting>> = {
  name: (value) =>
    typeof value === 'string' && LABEL_VALUE.test(value)
      ? { settings: { name: value, isNamed: true } }
      : {
          expected:
            'a label value: at most 63 letters, digits, - _ and . (in quotes where it looks like a number)',
        },
  gateway: readGateway,
  namespace: (value) =>
    typeof value === 'string' && DNS_LABEL.test(value)
      ? { settings: { namespace: value } }
      : { expected: 'the name of a namespace: at most 63 small letters, digits and -' },
  manifests: (value) =>
    typeof value === 'string' && value !== '' && !isAbsolute(value)
      ? { settings: { manifests: value } }
      : { expected: 'a folder, relative to the one that agentgw.yaml lies in' },
  url: readUrl,
  suppress: readSuppress,
  revoke: readRevoke,
}

export const readSetting = (key: SettingsKey, value: unknown, placeOf: PlaceOf): ReadSetting =>
  READERS[key](value, placeOf)

/** The setting that a misspelt one was meant to be. */
export const nearestKey = (word: string): string | undefined => nearest(word, SETTINGS_KEYS)
