/** Label selectors as kubectl takes them on its command line, for objects that stand in files too. */
import { usageError } from '../errors.ts'

export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean

const KEY = String.raw`([\w.-]+\/)?[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?`
const VALUE = String.raw`([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?`
const SET = new RegExp(`^(${KEY}) +(in|notin) *\\(([^()]*)\\)$`)
const EQUAL = new RegExp(`^(${KEY}) *(==|=|!=) *(${VALUE})$`)
const COMPARED = new RegExp(`^(${KEY}) *([<>]) *(\\d+)$`)
const THERE = new RegExp(`^(!?) *(${KEY})$`)

const requirement = (text: string, whole: string): LabelSelector => {
  const set = SET.exec(text)
  if (set !== null) {
    const [, key = '', , , operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => (key in labels && values.includes(labels[key] ?? '')) === (operator === 'in')
  }
  const equal = EQUAL.exec(text)
  if (equal !== null) {
    const [, key = '', , , operator, value] = equal
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  const compared = COMPARED.exec(text)
  if (compared !== null) {
    const [, key = '', , , operator, bound] = compared
    return (labels) => {
      const label = labels[key] ?? ''
      const above = Number(label) - Number(bound)
      return /^\d+$/.test(label) && (operator === '>' ? above > 0 : above < 0)
    }
  }
  const there = THERE.exec(text)
  if (there !== null) {
    const [, not, key = ''] = there
    return (labels) => key in labels === (not === '')
  }
  throw usageError(
    `"${whole}" is not a label selector`,
    'such as team=platform, tier!=prod, "env in (dev, test)", key or !key, with commas between them',
  )
}

/** Throws a usage error. Requirements are AND'ed. */
export const parseSelector = (text: string): LabelSelector => {
  const requirements = text.split(/,(?![^(]*\))/).map((part) => requirement(part.trim(), text))
  return (labels) => requirements.every((holds) => holds(labels))
}
