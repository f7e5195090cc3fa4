/** Kubernetes' named formats of strings. What they complain of is said in our words; rules ask whether they do. */
import { isBase64, isDate, isDateTime, isUuid } from '../../runtime/formats.ts'
import { isUri } from '../../runtime/url.ts'
import { Extension, Optional, type Value } from '../values.ts'
import type { Library } from './library.ts'

type Check = (text: string) => string[]

/** `length` of the expression behind it, which what it costs is reckoned from. */
export class Format extends Extension {
  readonly type = 'format'
  readonly name: string
  readonly check: Check
  readonly length: number
  constructor(name: string, check: Check, length: number) {
    super()
    this.name = name
    this.check = check
    this.length = length
  }
  equals(other: Format): boolean {
    return this.name === other.name
  }
}

/** Lengths are those of UTF-8. */
const bytes = (text: string): number => Buffer.byteLength(text)

const atMost = (length: number, text: string): string[] =>
  bytes(text) > length ? [`must be no more than ${length} bytes`] : []

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const KEY = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

const pattern =
  (expression: RegExp, length: number): Check =>
  (text) => [...atMost(length, text), ...(expression.test(text) ? [] : [`must match ${expression.source}`])]

const label = pattern(LABEL, 63)
const subdomain = pattern(SUBDOMAIN, 253)
const label1035 = pattern(LABEL_1035, 63)

/** A name to which something will be added may end in a dash. */
const prefix =
  (check: Check): Check =>
  (text) =>
    check(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text)

const qualified: Check = (text) => {
  const parts = text.split('/')
  if (parts.length > 2) return ['must be a name with an optional DNS subdomain before a slash']
  const name = parts.at(-1) ?? ''
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined
  const faults =
    domain === undefined ? [] : domain === '' ? ['prefix part must be non-empty'] : subdomain(domain)
  if (name === '') faults.push('name part must be non-empty')
  return [...faults, ...atMost(63, name), ...(KEY.test(name) ? [] : [`name part must match ${KEY.source}`])]
}

const holds =
  (test: (text: string) => boolean, fault: string): Check =>
  (text) =>
    test(text) ? [] : [fault]

const FORMATS: Readonly<Record<string, Format>> = {
  dns1123Label: new Format('DNS1123Label', label, 30),
  dns1123Subdomain: new Format('DNS1123Subdomain', subdomain, 60),
  dns1035Label: new Format('DNS1035Label', label1035, 30),
  qualifiedName: new Format('QualifiedName', qualified, 60),
  dns1123LabelPrefix: new Format('DNS1123LabelPrefix', prefix(label), 30),
  dns1123SubdomainPrefix: new Format('DNS1123SubdomainPrefix', prefix(subdomain), 60),
  dns1035LabelPrefix: new Format('DNS1035LabelPrefix', prefix(label1035), 30),
  labelValue: new Format('LabelValue', pattern(VALUE, 63), 40),
  uri: new Format('URI', holds(isUri, 'invalid URI for request'), 1103),
  uuid: new Format('uuid', holds(isUuid, 'does not match the UUID format'), 70),
  byte: new Format('byte', holds(isBase64, 'invalid base64'), 84),
  date: new Format('date', holds(isDate, 'invalid date'), 71),
  datetime: new Format('datetime', holds(isDateTime, 'invalid datetime'), 71),
}

const named = (name: string): Value => {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  return format === undefined ? Optional.none : new Optional(format)
}

const validate = (format: Format, text: string): Value => {
  const faults = format.check(text)
  return faults.length === 0 ? Optional.none : new Optional(faults)
}

export const FORMAT: Library = {
  name: 'format',
  since: 32,
  functions: {
    'format/named(string): optional<format>': named,
    'format.validate(string): optional<list<string>>': validate,
    ...Object.fromEntries(
      Object.entries(FORMATS).map(([name, format]) => [`format/${name}(): format`, (): Value => format]),
    ),
  },
}
