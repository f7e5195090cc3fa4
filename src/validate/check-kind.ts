/** Whether an object says of which kind it is, and whether there is such a kind. */
import { GATEWAY_GROUP, GROUP } from '../model/kinds.ts'
import { nearest } from '../model/nearest.ts'
import type { Issue } from './issue.ts'
import type { KindTable } from './kinds.ts'

/** Of these groups every kind is known, so that any other is a mistake. */
const CLOSED_GROUPS: readonly string[] = [GROUP, GATEWAY_GROUP]

export const missingKind = (value: Readonly<Record<string, unknown>>): Issue[] => {
  const isGiven = (field: string): boolean => typeof value[field] === 'string' && value[field] !== ''
  const fields = ['apiVersion', 'kind'].filter((field) => !isGiven(field))
  const keys = Object.keys(value)
  const misspelt = fields.flatMap((field) => {
    const key = field in value ? undefined : nearest(field, keys)
    return key === undefined ? [] : [`"${key}" is written "${field}"`]
  })
  const hint =
    misspelt.length > 0 ? misspelt.join(', ') : 'every document of a manifest is a Kubernetes object'
  return [
    {
      code: 'missing-kind',
      stage: 'schema',
      path: [],
      message: `${fields.join(' and ')} must be given, as ${fields.length === 1 ? 'a string' : 'strings'}`,
      ...(keys.length === 0 ? {} : { hint }),
    },
  ]
}

const apiVersionsOf = (kinds: KindTable, group: string, kind: string): string =>
  kinds
    .versionsOf(group, kind)
    .map((version) => `${group}/${version}`)
    .join(' or ')

export const checkKind = (kinds: KindTable, group: string, version: string, kind: string): Issue[] => {
  const versions = kinds.versionsOf(group, kind)
  if (versions.includes(version)) return []
  if (versions.length > 0)
    return [
      {
        code: 'unserved-version',
        stage: 'schema',
        path: ['apiVersion'],
        message: `${kind} has no version ${version}`,
        hint: `write ${apiVersionsOf(kinds, group, kind)}`,
      },
    ]
  const home = CLOSED_GROUPS.find((closed) => kinds.versionsOf(closed, kind).length > 0)
  if (CLOSED_GROUPS.includes(group)) return [unknownKind(kinds, group, kind, home)]
  return home === undefined ? [] : elsewhere(kinds, group, version, kind, home)
}

const unknownKind = (kinds: KindTable, group: string, kind: string, home: string | undefined): Issue => {
  const near = nearest(kind, kinds.kindsOf(group))
  const hint =
    home !== undefined
      ? `the kind is one of ${home}: write apiVersion: ${apiVersionsOf(kinds, home, kind)}`
      : near === undefined
        ? `its kinds are ${kinds.kindsOf(group).join(', ')}`
        : `did you mean "${near}"?`
  return {
    code: 'unknown-kind',
    stage: 'schema',
    path: ['kind'],
    message: `the group ${group} has no kind "${kind}"`,
    hint,
  }
}

/**
 * A kind that is well known, of a group where it is not. Kubernetes' own group has no such kind for sure; another
 * group may have one, and is told only where its name looks like a slip of the pen.
 */
const elsewhere = (kinds: KindTable, group: string, version: string, kind: string, home: string): Issue[] => {
  const issue = {
    code: 'unknown-kind',
    stage: 'schema',
    path: ['apiVersion'],
    hint: `write ${apiVersionsOf(kinds, home, kind)}`,
  } as const
  if (group === '')
    return [
      {
        ...issue,
        message: `"${version}" is an apiVersion of Kubernetes' core group, which has no kind ${kind}`,
      },
    ]
  if (kinds.kindsOf(group).length > 0 || nearest(group, [home]) === undefined) return []
  return [
    {
      ...issue,
      severity: 'warning',
      message: `nothing is known of the group ${group}, which looks like ${home}`,
    },
  ]
}
