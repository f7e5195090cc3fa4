/** What the API server would say of one object: the stages schema and cel, in its order. */
import { formatPath, type ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import { kindOf } from '../model/kinds.ts'
import { groupOf, type ResourceRef } from '../model/resource.ts'
import { isRecord } from './bare.ts'
import { checkBuiltIn } from './built-in.ts'
import { checkKind, missingKind } from './check-kind.ts'
import { coerce } from './coerce.ts'
import { checkEmbedded } from './embedded.ts'
import { explainErrors } from './explain.ts'
import type { Issue } from './issue.ts'
import type { Kinds } from './kinds.ts'
import { checkObjectMeta, type MetaOf } from './object-meta.ts'
import { holderAbove, withFields } from './shape-hints.ts'
import { checkScale } from './scale.ts'
import { findingAt, type Subject } from './subject.ts'
import { explainUnknown } from './unknown-field.ts'
import type { RuleFailure, Validator } from './validator.ts'

/** A promise only where something has to be loaded, or the object is uncommonly large. */
export const checkDocument = (
  document: ManifestDocument,
  kinds: Kinds,
  namespace: string,
): Subject | Promise<Subject> => {
  const value = isRecord(document.value) ? document.value : {}
  const { apiVersion, kind } = value
  const subject = (issues: readonly Issue[], validator?: Validator): Subject => {
    const ref = refOf(value, validator?.namespaced, namespace)
    return {
      document,
      value,
      ref,
      checked: validator !== undefined || issues.some(isError),
      outline: validator?.outline ?? false,
      findings:
        issues.length === 0
          ? NONE
          : firstOf(issues).map((issue) => findingAt(document, ref, { severity: 'error', ...issue })),
    }
  }
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '')
    return subject(missingKind(value))
  const ofKind = kindIn(kinds, apiVersion, kind)
  const check = ({ issues, validator }: OfKind): Subject | Promise<Subject> => {
    if (issues.some(isError)) return subject(issues)
    if (validator === undefined) return subject([...issues, ...checkBuiltIn(value)])
    const found = checkObject(value, validator)
    return found instanceof Promise ? found.then((all) => subject(all, validator)) : subject(found, validator)
  }
  return ofKind instanceof Promise ? ofKind.then(check) : check(ofKind)
}

const NONE: readonly Finding[] = []

/** What there is to say of a kind before any object of it is looked at. */
interface OfKind {
  readonly issues: readonly Issue[]
  readonly validator: Validator | undefined
}

/** Thousands of objects are of a few kinds: by apiVersion, then kind. */
const known = new WeakMap<Kinds, Map<string, Map<string, OfKind>>>()

const kindIn = (kinds: Kinds, apiVersion: string, kind: string): OfKind | Promise<OfKind> => {
  let ofKinds = known.get(kinds)
  if (ofKinds === undefined) known.set(kinds, (ofKinds = new Map<string, Map<string, OfKind>>()))
  let ofVersion = ofKinds.get(apiVersion)
  if (ofVersion === undefined) ofKinds.set(apiVersion, (ofVersion = new Map<string, OfKind>()))
  const found = ofVersion.get(kind)
  if (found !== undefined) return found
  const group = groupOf(apiVersion)
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const issues = checkKind(kinds, group, version, kind)
  const keep = (validator: Validator | undefined): OfKind => {
    const one = { issues, validator }
    ofVersion.set(kind, one)
    return one
  }
  if (issues.some(isError)) return keep(undefined)
  const validator = kinds.validator(group, version, kind)
  return validator instanceof Promise ? validator.then(keep) : keep(validator)
}

const isError = ({ severity }: Issue): boolean => (severity ?? 'error') === 'error'

/** The faults of one object that are told; nobody reads more, and each is looked up in the text. */
const MOST_TOLD = 100

/** Errors come before warnings where not all are told, and the last one says how many are not. */
const firstOf = (issues: readonly Issue[]): readonly Issue[] => {
  if (issues.length <= MOST_TOLD) return issues
  const told = [...issues.filter(isError), ...issues.filter((issue) => !isError(issue))].slice(0, MOST_TOLD)
  const more = `(and ${issues.length - MOST_TOLD} more in this object)`
  return told.map((issue, i) =>
    i === MOST_TOLD - 1 ? { ...issue, message: `${issue.message} ${more}` } : issue,
  )
}

const NAMESPACED: MetaOf = { path: ['metadata'], object: 'namespaced' }
const CLUSTER: MetaOf = { path: ['metadata'], object: 'cluster' }

const checkObject = (
  value: Record<string, unknown>,
  validator: Validator,
): readonly Issue[] | Promise<readonly Issue[]> => {
  const { shape } = validator
  const coerced = coerce(value, shape)
  const object = coerced.value as Record<string, unknown>
  const issues: Issue[] = []
  for (const { path, known, holders } of coerced.unknown)
    issues.push(explainUnknown(path, known, holders, holderAbove(shape, path)))
  issues.push(
    ...checkObjectMeta(value['metadata'], validator.namespaced ? NAMESPACED : CLUSTER),
    ...checkEmbedded(value, shape),
  )
  // Only the controller writes the status; the API server drops it from what is created.
  const dropsStatus = validator.statusSubresource && object['status'] !== undefined
  if (dropsStatus) delete object['status']
  if (!validator.structural(object))
    for (const issue of explainErrors(object, validator.structural.errors ?? []))
      issues.push(withFields(issue, shape))
  if (validator.scale !== undefined) issues.push(...checkScale(object, validator.scale))
  for (const { path, value: entry } of coerced.repeated)
    if (!dropsStatus || path[0] !== 'status')
      issues.push({
        code: 'duplicate-item',
        stage: 'schema',
        path,
        message: `is there already: ${JSON.stringify(entry)}`,
      })
  // The API server, too, evaluates rules only on objects of the right form.
  const failures = issues.some((issue) => issue.blocksRules) ? [] : validator.rules(object)
  const all = (failed: readonly RuleFailure[]): readonly Issue[] => {
    for (const failure of failed) issues.push(ruleIssue(failure))
    for (const path of coerced.inexact)
      issues.push(notChecked(path, 'an integer beyond 2^53, but for its size'))
    return issues.length === 0 ? issues : withoutConsequences(issues)
  }
  return failures instanceof Promise ? failures.then(all) : all(failures)
}

const notChecked = (path: Issue['path'], what: string): Issue => ({
  code: 'not-checked',
  stage: 'schema',
  severity: 'warning',
  path,
  message: `not checked here: ${what}`,
  hint: '`kubectl apply --dry-run=server` asks the API server',
})

/** As the API server words it. */
const ruleError = (detail: string, told: string): string => {
  if (detail.startsWith('no such overload'))
    return `'${detail}': call arguments did not match a supported operator, function or macro signature for rule: ${told}`
  if (detail.startsWith('operation cancelled'))
    return `'${detail}': no further validation rules will be run due to call cost exceeds limit for rule: ${told}`
  return detail.includes('no further validation rules') ? detail : `${detail} evaluating rule: ${told}`
}

const ruleIssue = ({ rule, path, outcome, detail }: RuleFailure): Issue => {
  const told = rule.message ?? rule.rule
  switch (outcome) {
    case 'false':
      return {
        code: 'failed-rule',
        stage: 'cel',
        path,
        message: detail ?? rule.message ?? `failed rule: ${rule.rule}`,
      }
    case 'error':
      return {
        code: 'rule-error',
        stage: 'cel',
        path,
        message: ruleError(detail ?? 'error', told),
      }
    case 'unknown':
      return { ...notChecked(path, `the rule "${told}" uses ${detail ?? 'something unknown'}`), stage: 'cel' }
  }
}

/**
 * What follows from another fault is not told: that the field is missing which was misspelt, that a bad name breaks
 * a pattern, too, and the same thing twice.
 */
const withoutConsequences = (issues: readonly Issue[]): readonly Issue[] => {
  const told = new Set<string>()
  const meant = new Set<string>()
  const badNames = new Set<string>()
  for (const { code, path, meant: field } of issues) {
    if (code === 'unknown-field' && field !== undefined) meant.add(formatPath([...path.slice(0, -1), field]))
    if (code === 'bad-metadata') badNames.add(formatPath(path))
  }
  return issues.filter(({ code, path, message }) => {
    const at = formatPath(path)
    if (code === 'missing-field' && meant.has(at)) return false
    if (code === 'bad-pattern' && badNames.has(at)) return false
    const same = `${code} ${at} ${code === 'wrong-type' ? '' : message}`
    return told.size !== told.add(same).size
  })
}

/** The namespace of kinds without a schema is assumed too, except where the kind is known to have none. */
const refOf = (
  value: Record<string, unknown>,
  namespaced: boolean | undefined,
  fallback: string,
): ResourceRef | undefined => {
  const { apiVersion, kind, metadata } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isRecord(metadata)) return undefined
  const { name, namespace } = metadata
  if (typeof name !== 'string' || name === '') return undefined
  const inNamespace = namespaced ?? kindOf(groupOf(apiVersion), kind)?.namespaced ?? true
  const own = typeof namespace === 'string' && namespace !== '' ? namespace : fallback
  return { apiVersion, kind, ...(inNamespace ? { namespace: own } : {}), name }
}
