/** Which objects a revocation means: what the user named, and the routes that lead only to that. */
import { usageError } from '../errors.ts'
import { findKind, isRoute, type Kind, KINDS } from '../model/kinds.ts'
import { mapping } from '../model/mapping.ts'
import type { Part } from '../model/part.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import { type Named, targetKey } from '../model/revocation.ts'
import { leadsTo } from './backend-refs.ts'
import { mcpTargets } from './deny.ts'
import type { LabelSelector } from './label-selector.ts'
import { reaches } from './reaches.ts'
import type { Target } from './revoke.ts'

/** The kinds that can be revoked: every path to a tool or a model, and what it leads to. */
export const REVOCABLE: readonly Kind[] = KINDS.filter((kind) =>
  ['MCPBackend', 'AIRoute', 'AgentgatewayBackend', 'HTTPRoute'].includes(kind.kind),
)

export interface TargetName {
  /** As the user wrote it. */
  readonly word: string
  readonly name: string
  /** Undefined: everything of that name. */
  readonly kind: Kind | undefined
  /** Undefined: all of it. */
  readonly part?: Part
}

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/

/** `#TARGET`, `#TARGET:TOOL` or `#:TOOL`. */
const parsePart = (word: string, text: string): Part => {
  const colon = text.indexOf(':')
  const target = colon < 0 ? text : text.slice(0, colon)
  const tool = colon < 0 ? undefined : text.slice(colon + 1)
  if ((target === '' && tool === undefined) || tool === '' || (target !== '' && !NAME.test(target)))
    throw usageError(
      `"${word}" names no part of a backend`,
      'a part is KIND/NAME#MCP-TARGET, such as agbe/shared#files; a tool is named by --tool',
    )
  return { ...(target === '' ? {} : { target }), ...(tool === undefined ? {} : { tool }) }
}

/** Reads `NAME` or `KIND/NAME`, with `#PART` behind; the kind by its name, plural or short name, as kubectl takes it. */
export const parseTarget = (word: string): TargetName => {
  const hash = word.indexOf('#')
  const whole = hash < 0 ? word : word.slice(0, hash)
  const slash = whole.indexOf('/')
  const name = whole.slice(slash + 1)
  if (!NAME.test(name))
    throw usageError(
      `"${word}" is not a target`,
      'a target is NAME or KIND/NAME, such as filesystem or mcpbackend/filesystem',
    )
  const part = hash < 0 ? {} : { part: parsePart(word, word.slice(hash + 1)) }
  if (slash < 0) return { word, name, kind: undefined, ...part }
  const kind = findKind(whole.slice(0, slash))
  if (kind === undefined || !REVOCABLE.includes(kind))
    throw usageError(
      `"${word}": ${whole.slice(0, slash)} is not a kind that can be revoked`,
      `the kinds are ${REVOCABLE.map((k) => k.kind).join(', ')}`,
    )
  if (hash >= 0 && isRoute(kind.kind))
    throw usageError(`"${word}": a route has no parts`, 'name the backend that it leads to')
  return { word, name, kind, ...part }
}

/** Each name once for each tool. */
export const withTools = (names: readonly TargetName[], tools: readonly string[]): readonly TargetName[] =>
  tools.length === 0
    ? names
    : names.flatMap((name) => {
        if (tools.some((tool) => tool.trim() === ''))
          throw usageError(
            '--tool needs the name of a tool',
            'such as --tool write_file, or --tool "write_*"',
          )
        if (tools.some((tool) => /\p{Cc}/u.test(tool)))
          throw usageError(
            '--tool: a name holds a line break or another control character',
            'write * in its place',
          )
        if (name.kind !== undefined && isRoute(name.kind.kind))
          throw usageError(`"${name.word}": a route has no tools`, 'name the backend that it leads to')
        return tools.map((tool): TargetName => ({
          ...name,
          word: `${name.word}${name.part === undefined ? '#' : ''}:${tool}`,
          part: { ...name.part, tool },
        }))
      })

/** `namespace` undefined: in any. */
export const means = (
  { name, kind }: Pick<TargetName, 'name' | 'kind'>,
  namespace: string | undefined,
  ref: ResourceRef,
): boolean =>
  ref.name === name &&
  (namespace === undefined || ref.namespace === namespace) &&
  (kind === undefined || kind.kind === ref.kind)

/** One object that stands in the folder, in the cluster, or in both, with each reading of it. */
export interface Standing {
  readonly ref: ResourceRef
  readonly readings: readonly Resource[]
}

/** What the user asked for; all of it is meant together. */
export interface Selection {
  readonly names: readonly TargetName[]
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined
  readonly selector?: LabelSelector | undefined
  /** Programs, hosts and Services; every backend that leads there is meant. */
  readonly reaches?: readonly string[]
  readonly all?: boolean
}

export interface Chosen {
  readonly targets: readonly Target[]
  /** Routes that lead to a target and elsewhere too: they stay, and then lead to one thing less. */
  readonly shared: readonly ResourceRef[]
}

/** Whether a backend has that part, as far as its object says. */
const hasPart = ({ target }: Part, readings: readonly Resource[]): boolean =>
  readings.some((reading) => {
    if (reading.kind === 'MCPBackend') return target === undefined
    const targets = mcpTargets(reading)
    return targets !== undefined && (target === undefined || targets.includes(target))
  })

const partsNamed = (
  { names, namespace }: Selection,
  { ref, readings }: Standing,
): readonly (Part | undefined)[] =>
  names.flatMap((name) =>
    means(name, namespace, ref) && (name.part === undefined || hasPart(name.part, readings))
      ? [name.part]
      : [],
  )

const partsReached = (
  { reaches: places = [], namespace }: Selection,
  { ref, readings }: Standing,
): readonly (Part | undefined)[] => {
  if (isRoute(ref.kind) || (namespace !== undefined && ref.namespace !== namespace)) return []
  return places.flatMap((place) =>
    readings.flatMap((reading): readonly (Part | undefined)[] => {
      const found = reaches(reading, ref.namespace ?? '', place)
      return found === 'whole' ? [undefined] : (found ?? [])
    }),
  )
}

const isSelected = ({ selector, all, namespace }: Selection, { ref, readings }: Standing): boolean =>
  (namespace === undefined || ref.namespace === namespace) &&
  (all === true ||
    (selector !== undefined &&
      readings.some(({ metadata }) => selector(mapping(metadata.labels) as Record<string, string>))))

/** What is meant of an object: nothing, parts of it, or all, which is `undefined` in the list. */
export const meantOf = (selection: Selection, standing: Standing): readonly (Part | undefined)[] => {
  const meant = [
    ...partsNamed(selection, standing),
    ...partsReached(selection, standing),
    ...(isSelected(selection, standing) ? [undefined] : []),
  ]
  return meant.includes(undefined) ? [undefined] : meant
}

/**
 * The objects and parts that are meant and stand, and the routes that lead only to them by every reading. `gone`: what is
 * revoked and stands nowhere any more; a run that was cut off may have left routes that led there.
 */
export const chooseTargets = (
  selection: Selection,
  standing: ReadonlyMap<string, Standing>,
  gone: readonly ResourceRef[] = [],
): Chosen => {
  const targets = new Map<string, Target>()
  const isMeant = (ref: ResourceRef): boolean =>
    selection.all === true ||
    selection.selector !== undefined ||
    (selection.reaches ?? []).length > 0 ||
    selection.names.some((name) => name.part === undefined && means(name, selection.namespace, ref))
  const whole = new Set(gone.filter(isMeant).map(refKey))
  for (const one of standing.values())
    for (const part of meantOf(selection, one)) {
      const named: Named = { ref: one.ref, ...(part && { part }) }
      targets.set(targetKey(named), { ...named, because: 'named' })
      if (part === undefined) whole.add(refKey(one.ref))
    }
  const shared: ResourceRef[] = []
  for (const { ref, readings } of standing.values()) {
    if (!isRoute(ref.kind) || whole.has(refKey(ref))) continue
    const leads = readings.map((route) =>
      leadsTo(route, ref.namespace ?? '', (backend) => whole.has(refKey(backend))),
    )
    if (leads.every((way) => way === 'only')) targets.set(refKey(ref), { ref, because: 'leads only there' })
    else if (leads.some((way) => way !== 'not')) shared.push(ref)
  }
  return { targets: [...targets.values()], shared }
}
