/** What the user asked for and nothing was found of, and what may have been meant. */
import type { Problem } from '../../model/kill-switch-report.ts'
import { findKind } from '../../model/kinds.ts'
import { nearest } from '../../model/nearest.ts'
import { partLabel } from '../../model/part.ts'
import { refLabel } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import { mcpTargets } from '../../plan/deny.ts'
import { means, meantOf, type Selection, type Standing, type TargetName } from '../../plan/revoke-targets.ts'
import type { RevokeOptions } from '../revoke.ts'

/** `word`: as the user wrote it. */
export interface Missing {
  readonly word: string
  readonly problem: Problem
}

const LOOK = 'look for the name with `kubectl agentgw get` or in the folder; -n names another namespace'

const notFound = (word: string, what: string, hint?: string): Missing => ({
  word,
  problem: { code: 'target-not-found', message: `${word}: ${what}`, hint },
})

const placeOf = (namespace: string | undefined): string =>
  namespace === undefined ? 'in any namespace' : `in ${namespace}`

/** The object stands, and has no such part. */
const noPart = ({ word, part }: TargetName, { ref, readings }: Standing): Missing => {
  const targets = [...new Set(readings.flatMap((reading) => mcpTargets(reading) ?? []))]
  if (targets.length === 0)
    return notFound(word, `${refLabel(ref)} is no MCP backend, and has no parts`, LOOK)
  if (ref.kind === 'MCPBackend')
    return notFound(
      word,
      `${refLabel(ref)} is one server, and has no targets`,
      `leave out #${part?.target ?? ''}`,
    )
  return notFound(
    word,
    `${refLabel(ref)} has no MCP target of that name`,
    `its targets are ${targets.join(', ')}`,
  )
}

const noName = (name: TargetName, namespace: string | undefined, standing: readonly Standing[]): Missing => {
  const object = standing.find(({ ref }) => means(name, namespace, ref))
  if (object !== undefined && name.part !== undefined) return noPart(name, object)
  if (name.kind === undefined && findKind(name.name) !== undefined)
    return notFound(
      name.word,
      'this is a kind, and no name',
      `write KIND/NAME in one word: ${name.name}/NAME`,
    )
  const near = nearest(
    name.name,
    standing
      .filter(({ ref }) => means({ ...name, name: ref.name }, namespace, ref))
      .map(({ ref }) => ref.name),
  )
  return notFound(
    name.word,
    `nothing of that name stands ${placeOf(namespace)}, and nothing of it is revoked`,
    near === undefined ? LOOK : `did you mean ${near}? ${LOOK}`,
  )
}

/** `targets`: what was found; `already`: what is revoked as a whole. */
export const missingOf = (
  selection: Selection,
  selector: RevokeOptions['selector'],
  targets: readonly Named[],
  already: readonly Standing[],
  standing: readonly Standing[],
): readonly Missing[] => {
  const { names, namespace, reaches = [], all } = selection
  const found: readonly Named[] = [...targets, ...already]
  const isFound = (name: TargetName): boolean =>
    found.some(
      ({ ref, part }) =>
        means(name, namespace, ref) &&
        (name.part === undefined || part === undefined || partLabel(part) === partLabel(name.part)),
    )
  /** Whether one flag by itself means something; a slip in it must not hide behind what others found. */
  const finds = (own: Partial<Selection>): boolean =>
    [...standing, ...already].some((one) => meantOf({ names: [], namespace, ...own }, one).length > 0)
  const where = placeOf(namespace)
  const none = (word: string, what: string): Missing =>
    notFound(word, what, namespace === undefined ? undefined : '-n names another namespace, -A means all')
  return [
    ...names.filter((name) => !isFound(name)).map((name) => noName(name, namespace, standing)),
    ...reaches
      .filter((place) => !finds({ reaches: [place] }))
      .map((place) => none(`--reaches ${place}`, `no backend ${where} leads there`)),
    ...(selector === undefined || finds({ selector: selection.selector })
      ? []
      : [none(`--selector ${selector}`, `nothing ${where} has these labels`)]),
    ...(all === true && !finds({ all })
      ? [none('--all', `nothing that can be revoked stands ${where}`)]
      : []),
  ]
}
