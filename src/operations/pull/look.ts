/** Decides about each object of a folder and of a cluster what is to become of it. */
import { UserError } from '../../errors.ts'
import type { ManifestDocument } from '../../model/document.ts'
import { kindKey } from '../../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import { parseSelector } from '../../plan/label-selector.ts'
import { contentOf } from '../../plan/pull/content.ts'
import {
  decideGone,
  decideHeld,
  decideNew,
  type Decision,
  failed,
  faulty,
  left,
} from '../../plan/pull/decide.ts'
import { whyLeftAlone } from '../../plan/pull/left-alone.ts'
import { isNamed } from '../../plan/pull/words.ts'
import { builtInSchema } from '../../plan/ssa/built-in/index.ts'
import { withDefaults } from '../../plan/ssa/defaults.ts'
import { rootSchema, type Schema, UNKNOWN } from '../../plan/ssa/schema.ts'
import { FOLDER_LABEL } from '../../plan/sync.ts'
import { type Held, type PullFacts, type PullOptions, readFacts } from './facts.ts'

export interface Look extends Pick<PullFacts, 'folder' | 'agreements' | 'isUnclear' | 'words'> {
  /** Those of the folder in the order of the files, then those that are new. */
  readonly decisions: readonly Decision[]
  /** The documents of the decisions that are about one. */
  readonly documents: ReadonlyMap<string, ManifestDocument>
  /** How many objects of the folder stand in the cluster, whether they are meant or not. */
  readonly standing: number
  /** Kinds that could not be looked at, and words that mean nothing that is there. */
  readonly problems: readonly UserError[]
}

const notFound = (text: string): UserError =>
  new UserError('not-found', `neither the cluster nor the folder has ${text} where this pull looks`, {
    hint: 'check the spelling; -n NAME looks in another namespace, -A in all',
  })

const byPlace = (a: Resource, b: Resource): number =>
  (a.metadata.namespace ?? '').localeCompare(b.metadata.namespace ?? '') ||
  a.kind.localeCompare(b.kind) ||
  a.metadata.name.localeCompare(b.metadata.name)

class Deciding {
  readonly met = new Set<string>()
  private readonly facts: PullFacts
  private readonly options: PullOptions
  private readonly selects: (labels: Readonly<Record<string, string>>) => boolean

  constructor(facts: PullFacts, options: PullOptions) {
    this.facts = facts
    this.options = options
    this.selects = options.selector === undefined ? () => true : parseSelector(options.selector)
  }

  /** `object`: the live one, where there is one. */
  isMeant(ref: ResourceRef, object: Resource): boolean {
    const { words } = this.facts
    const meaning = words.filter(({ means }) => means(ref))
    for (const { text } of meaning) this.met.add(text)
    return (words.length === 0 || meaning.length > 0) && this.selects(object.metadata.labels ?? {})
  }

  async held({ ref, resource, placed, document: { file } }: Held): Promise<Decision> {
    const { standing, revoked, filled, agreements } = this.facts
    const key = refKey(ref)
    const live = standing.objects.get(key)
    const error = standing.unseen.get(kindKey(ref))
    if (ref.kind === 'Secret') return { ...left(ref, undefined, 'Secrets are never pulled'), file }
    if (error !== undefined) return { ...failed(ref, undefined, error), file }
    if (revoked.has(key)) return { ...left(ref, 'Revoked', 'it is revoked'), file }
    const own = this.schemaOf(resource)
    const schema = rootSchema(own ?? UNKNOWN)
    const facts = {
      ref,
      file,
      folder: resource,
      filled: filled.get(key) ?? (withDefaults(placed, schema) as Resource),
      schema,
      force: this.options.force?.(ref) ?? false,
    }
    if (live === undefined)
      return decideGone({ ...facts, agreed: agreements.of(ref) }, this.options.prune === true)
    const content = this.contentOf(live, schema, resource)
    const decision = decideHeld({ ...facts, agreed: await agreements.with(live) }, content, own !== undefined)
    const why = this.whyAlone(ref, live)
    return why === undefined ? decision : { ...left(ref, decision.state, why), file }
  }

  /** Of an object that the folder does not hold; undefined where it is none of its business. */
  other(ref: ResourceRef, live: Resource): Decision | undefined {
    const { taken, revoked, agreements, words, elsewhere, isUnclear } = this.facts
    const isOurs = live.metadata.labels?.[FOLDER_LABEL] === this.options.workspace.settings.name
    const isTaken = taken.has(kindKey(ref)) || isOurs || isNamed(words, ref)
    if (!isTaken || !this.isMeant(ref, live)) return undefined
    const why = this.whyAlone(ref, live)
    if (why !== undefined) return left(ref, revoked.has(refKey(ref)) ? 'Revoked' : 'OnlyInCluster', why)
    if (elsewhere.has(refKey(ref))) return left(ref, 'OnlyInCluster', 'another part of the folder holds it')
    if (isUnclear) return left(ref, 'OnlyInCluster', 'a file that can not be read may hold it')
    if (isOurs && agreements.knows(ref) && words.length === 0)
      return left(ref, 'OnlyInCluster', 'this folder does not hold it any more; name it to have it back')
    const schema = rootSchema(this.schemaOf(live) ?? UNKNOWN)
    return decideNew(ref, this.contentOf(live, schema), schema)
  }

  /** As its CRD says, or as is known here. */
  private schemaOf(object: Resource): Schema | undefined {
    return this.facts.standing.schemas.get(kindKey(object)) ?? builtInSchema(object)
  }

  /** A CRD says all; without one, what is known here. */
  private contentOf(live: Resource, schema: Schema, folder?: Resource): Resource {
    return this.facts.standing.schemas.get(kindKey(live)) === undefined
      ? contentOf(live, schema, folder)
      : live
  }

  private whyAlone(ref: ResourceRef, live: Resource): string | undefined {
    const folder = this.options.workspace.settings.name
    return whyLeftAlone(live, { folder, isRevoked: this.facts.revoked.has(refKey(ref)) })
  }
}

/** Throws what readFacts throws. */
export const look = async (options: PullOptions): Promise<Look> => {
  const facts = await readFacts(options)
  const { folder, agreements, isUnclear, held, invalid, standing, words } = facts
  const deciding = new Deciding(facts, options)
  const decisions: Decision[] = []
  for (const one of held)
    if (deciding.isMeant(one.ref, standing.objects.get(refKey(one.ref)) ?? one.resource))
      decisions.push(await deciding.held(one))
  for (const { ref, resource, file } of invalid)
    if (deciding.isMeant(ref, resource)) decisions.push({ ...failed(ref, 'Invalid', faulty(file)), file })
  const known = new Set([...held, ...invalid].map(({ ref }) => refKey(ref)))
  const others = [...standing.objects].flatMap(([key, live]) => (known.has(key) ? [] : [live]))
  decisions.push(...others.sort(byPlace).flatMap((live) => deciding.other(refOf(live), live) ?? []))
  return {
    folder,
    agreements,
    isUnclear,
    words,
    decisions,
    standing: held.filter(({ ref }) => standing.objects.has(refKey(ref))).length,
    documents: new Map(held.map(({ ref, document }) => [refKey(ref), document])),
    problems: [
      ...[...standing.unseen.values()].filter(({ code }) => code === 'forbidden'),
      ...words.filter(({ text }) => !deciding.met.has(text)).map(({ text }) => notFound(text)),
    ],
  }
}
