/** Lives a history through on a real cluster, and tells what is not as it must be. */
import type { Resource } from '../../../src/model/resource.ts'
import { refKey } from '../../../src/model/resource.ts'
import type { AppliedObject } from '../../../src/model/sync.ts'
import { befall, type Theirs } from './befall.ts'
import type { Draft } from './drafts.ts'
import type { Fate, Generation, History, Member } from './history.ts'
import { placeOf, placesOf, valueAt, withValue } from './places.ts'
import { settled } from './settled.ts'
import type { Tally } from './tally.ts'
import { must, told, toldAs } from './told.ts'
import { vanished, wronged } from './unforced.ts'
import { keyOf, type World } from './world.ts'

export class Life {
  readonly #world: World
  readonly #tally: Tally
  readonly #built: boolean

  /** `built`: the built program is asked, too. */
  constructor(world: World, tally: Tally, built: boolean) {
    this.#world = world
    this.#built = built
    this.#tally = tally
  }

  async live(history: History): Promise<void> {
    const { ann } = this.#world
    const { members, bystanders, contested, layout, generations } = history
    for (const [i, member] of members.entries()) {
      this.#join(member, `m${i}`)
    }
    for (const [i, one] of bystanders.entries()) {
      // Beside an object of its name, where the kind is another.
      const name = members[i]?.draft.kind === one.draft.kind ? `b${i}` : `m${i}`
      await this.#world.bystander(one, name)
    }
    for (const [i, { other, elsewhere }] of contested.entries())
      await this.#world.cluster.create(this.#world.place(other, `c${i}`, elsewhere), { manager: 'someone' })

    ann.write(this.#written(history), layout)
    const first = await this.#apply({})
    must('first apply', first.filter(({ outcome }) => outcome !== 'created').map(told))
    const besides = contested.map((member, i) => keyOf(this.#world.member(member, `c${i}`)))
    await settled(this.#world, 'after the first apply', { besides, built: this.#built })
    for (const [n, generation] of generations.entries())
      await this.#generation(generation, n, n === 0 ? history.contested : [])
  }

  #join(member: Member, name: string): void {
    const object = this.#world.member(member, name)
    this.#world.desired.set(keyOf(object), object)
    this.#others.set(keyOf(object), member.other)
  }

  /** As it stands in the files: some say which namespace they go to although they need not. */
  #written({ members }: Pick<History, 'members'>): Resource[] {
    return [...this.#world.desired.values()].map((object, i) => {
      const { namespace, ...metadata } = object.metadata
      const home = namespace === this.#world.namespaces[0]
      return home && members[i]?.namesNamespace === false ? { ...object, metadata } : object
    })
  }

  #apply(how: { force?: boolean; prune?: boolean }): Promise<AppliedObject[]> {
    this.#tally.applies++
    return this.#world.ann.apply(this.#world.cluster, how)
  }

  async #generation(generation: Generation, n: number, contested: History['contested']): Promise<void> {
    const world = this.#world
    const { ann, desired } = world
    const owned = [...desired.values()]
    const { deeds, touched, ...befallen } = await befall(world, owned, generation)
    const theirs = [...befallen.theirs]
    this.#tally.deeds += deeds
    for (const key of touched) this.#disturbed.add(key)
    for (const [i, { draft, other, elsewhere }] of contested.entries()) {
      const object = world.place(draft, `c${i}`, elsewhere)
      desired.set(keyOf(object), object)
      this.#disturbed.add(keyOf(object))
      for (const place of placesOf(object.kind)) {
        const value = valueAt(other, place.path)
        if (value !== undefined) theirs.push({ key: keyOf(object), place, value, who: 'someone' })
      }
    }
    for (const [i, object] of owned.entries()) this.#meet(object, generation.fates[i]!, n)
    for (const [i, member] of generation.joining.entries()) this.#join(member, `g${n}-${i}`)
    ann.write(this.#written({ members: [] }), generation.layout)
    if (generation.forgets) ann.forget()
    await this.#without(theirs, generation.prunes)
    await this.#with()
  }

  /** What takes an object's place where it is rewritten. */
  readonly #others = new Map<string, Draft>()
  /** Whose objects may be refused although nothing of theirs is looked at. */
  readonly #disturbed = new Set<string>()

  /** What the folder makes of it. */
  #meet(object: Resource, fate: Fate, n: number): void {
    const { desired } = this.#world
    const key = keyOf(object)
    if (fate.is === 'removed') desired.delete(key)
    const other = this.#others.get(key)
    if (fate.is === 'rewritten' && other !== undefined) {
      const { name, namespace } = object.metadata
      desired.set(key, { ...other, metadata: { ...other.metadata, name, namespace } } as Resource)
    }
    if (fate.is !== 'edited') return
    const place = placeOf(object, fate.place)
    const value = fate.remove && place.optional ? undefined : place.value(`ours${n}`)
    desired.set(key, withValue(object, place, value))
  }

  async #without(theirs: readonly Theirs[], prune: boolean): Promise<void> {
    const world = this.#world
    const before = await world.live()
    const applied = await this.#apply({ prune })
    const after = await world.live()
    this.#tally.theirs += theirs.length
    const pruned = new Set(
      applied.filter(({ outcome }) => outcome === 'pruned').map(({ object }) => refKey(object.ref)),
    )
    const refused = applied.filter(({ outcome }) => outcome === 'failed')
    this.#tally.refused += refused.length
    must('without force', [
      ...vanished(theirs, after, pruned),
      ...[...pruned].filter((key) => after.has(key)).map((key) => `${key} was told as pruned, and stands`),
      ...wronged(refused, { before, after, disturbed: this.#disturbed }),
      ...world.touched(after),
    ])
    const left = new Set(refused.map(({ object }) => refKey(object.ref)))
    must(
      'in sync but for what was refused',
      (await world.ann.diff(world.cluster))
        .filter(({ ref, state }) => state !== 'InSync' && !left.has(refKey(ref)))
        .map(({ ref, state, changes }) => `${refKey(ref)} ${state} ${JSON.stringify(changes)}`),
    )
    this.#tally.pruned += pruned.size
  }

  async #with(): Promise<void> {
    const applied = await this.#apply({ force: true, prune: true })
    this.#tally.pruned += applied.filter(({ outcome }) => outcome === 'pruned').length
    must('with force', toldAs(applied, 'failed', 'skipped'))
    await settled(this.#world, 'after an apply with force', { besides: [], built: this.#built })
  }
}
