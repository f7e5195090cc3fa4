/** What befalls a folder and its cluster between two applies: random, the same for the same seed. */
import fc from 'fast-check'
import { type Draft, drafts } from './drafts.ts'
import { type Layout, layouts } from './layout.ts'

/** What people and programs do to an object of the folder in the cluster. `place` picks one of its kind's. */
export type Deed =
  /** As kubectl edit does, or a controller. `remove`: takes the field away, where the object can be without. */
  | {
      readonly do: 'edit'
      readonly by: 'kubectl-edit' | 'controller'
      readonly place: number
      readonly remove: boolean
    }
  /** By server-side apply, with force. */
  | { readonly do: 'take'; readonly place: number }
  /** Another copy of the folder, which has that in its files. */
  | { readonly do: 'colleague'; readonly place: number; readonly remove: boolean }
  /** What the folder does not name, and must not mind. */
  | { readonly do: 'add' }
  | { readonly do: 'seen' }
  | { readonly do: 'delete' }
  /** From now on another tool holds it. */
  | { readonly do: 'mark'; readonly tool: 'Helm' | 'Flux' | 'owner' }

/** What becomes of an object in the folder. */
export type Fate =
  | { readonly is: 'kept' | 'removed' }
  | { readonly is: 'edited'; readonly place: number; readonly remove: boolean }
  | { readonly is: 'rewritten' }

export interface Member {
  readonly draft: Draft
  /** Takes its place when it is rewritten. */
  readonly other: Draft
  readonly elsewhere: boolean
  /** Says so, although it goes there anyway. */
  readonly namesNamespace: boolean
}

/** One that the folder never owned. */
export interface Bystander {
  readonly draft: Draft
  readonly by: 'kubectl' | 'copied label' | 'Helm' | 'Flux' | 'other folder' | 'other manager'
  readonly elsewhere: boolean
}

export interface Generation {
  readonly deeds: readonly (Deed | null)[]
  readonly fates: readonly Fate[]
  readonly joining: readonly Member[]
  readonly layout: Layout
  /** The memory of the folder is lost, as in a fresh checkout. */
  readonly forgets: boolean
  /** Of the apply without force. */
  readonly prunes: boolean
}

export interface History {
  readonly members: readonly Member[]
  readonly bystanders: readonly Bystander[]
  /** Stand in the cluster before the folder wants them, too, in another form. */
  readonly contested: readonly Member[]
  readonly layout: Layout
  readonly generations: readonly Generation[]
}

const place = fc.nat({ max: 2 })
const seldom = fc.integer({ min: 0, max: 3 }).map((n) => n === 0)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    do: fc.constant('edit' as const),
    by: fc.constantFrom('kubectl-edit', 'controller'),
    place,
    remove: fc.boolean(),
  }),
  fc.record({ do: fc.constant('take' as const), place }),
  fc.record({ do: fc.constant('colleague' as const), place, remove: seldom }),
  fc.record({ do: fc.constantFrom('add' as const, 'seen' as const, 'delete' as const) }),
  fc.record({ do: fc.constant('mark' as const), tool: fc.constantFrom('Helm', 'Flux', 'owner') }),
)

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.record({ is: fc.constantFrom('kept' as const, 'kept' as const, 'removed' as const) }),
  fc.record({ is: fc.constant('edited' as const), place, remove: seldom }),
  fc.record({ is: fc.constant('rewritten' as const) }),
)

const member: fc.Arbitrary<Member> = drafts.chain((draft) =>
  fc.record({
    draft: fc.constant(draft),
    other: drafts.filter(({ kind }) => kind === draft.kind),
    elsewhere: seldom,
    namesNamespace: fc.boolean(),
  }),
)

const bystander: fc.Arbitrary<Bystander> = fc.record({
  draft: drafts,
  by: fc.constantFrom('kubectl', 'copied label', 'Helm', 'Flux', 'other folder', 'other manager'),
  elsewhere: seldom,
})

/** As many as there are members at most. */
const MOST = 16

const generation: fc.Arbitrary<Generation> = fc.record({
  deeds: fc.array(fc.option(deed, { freq: 2 }), { minLength: MOST, maxLength: MOST }),
  fates: fc.array(fate, { minLength: MOST, maxLength: MOST }),
  joining: fc.array(member, { maxLength: 3 }),
  layout: layouts,
  forgets: seldom,
  prunes: fc.boolean(),
})

const history: fc.Arbitrary<History> = fc.record({
  members: fc.array(member, { minLength: 3, maxLength: 8 }),
  bystanders: fc.array(bystander, { minLength: 1, maxLength: 5 }),
  // Entries of two lists, laid over each other, may contradict each other in these.
  contested: fc.array(
    member.filter(({ draft: { kind } }) => kind !== 'Service' && kind !== 'Gateway'),
    { maxLength: 1 },
  ),
  layout: layouts,
  generations: fc.array(generation, { minLength: 1, maxLength: 2 }),
})

/** As JSON has it: what stands in a cluster is compared with it. */
export const histories = (count: number, seed: number): History[] =>
  fc.sample(history, { numRuns: count, seed }).map((one) => JSON.parse(JSON.stringify(one)) as History)
