/** What others do to a folder's objects in the cluster, and which of it an apply without force must leave. */
import { isDeepStrictEqual } from 'node:util'
import type { Resource } from '../../../src/model/resource.ts'
import { patchOf, type Place, placeOf, valueAt, withValue } from './places.ts'
import type { Deed, Generation } from './history.ts'
import { must, toldAs } from './told.ts'
import { flux, helm, keyOf, type World } from './world.ts'

/** A value that somebody else put into the cluster, which an apply without force must leave. */
export interface Theirs {
  readonly key: string
  readonly place: Place
  readonly value: unknown
  /** Before they changed it. */
  readonly was?: unknown
  readonly who: string
}

export interface Befallen {
  readonly deeds: number
  /** Whose objects may be refused. */
  readonly touched: readonly string[]
  readonly theirs: readonly Theirs[]
}

/** Secrets carry no digests: of them only what has another owner now is known. */
const isKnown = (object: Resource, deed: Deed, forgets: boolean): boolean =>
  deed.do === 'colleague'
    ? object.kind !== 'Secret' && !forgets
    : object.kind !== 'Secret' || !(deed.do === 'edit' && deed.remove)

const MARKS = {
  Helm: { annotations: helm },
  Flux: { labels: flux },
  owner: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'above', uid: 'some-uid' }] },
}

/** Bob has what Ann has, but for what he changes, and applies it. */
const colleague = async (
  { ann, bob, cluster, desired }: World,
  done: readonly { readonly object: Resource; readonly deed: Deed; readonly word: string }[],
): Promise<void> => {
  const changed = new Map(desired)
  for (const { object, deed, word } of done) {
    if (deed.do !== 'colleague') continue
    const place = placeOf(object, deed.place)
    const value = deed.remove && place.optional ? undefined : place.value(word)
    changed.set(keyOf(object), withValue(object, place, value))
  }
  bob.take(ann)
  bob.write([...changed.values()], { files: [0, 1], styles: ['documents', 'list'] })
  const applied = await bob.apply(cluster)
  // Where somebody else has the field, too, a colleague is refused, and changes nothing.
  must(
    'a colleague',
    toldAs(
      applied.filter(({ error }) => error?.code !== 'field-conflict'),
      'failed',
    ),
  )
}

const carryOut = async (
  { cluster, held }: World,
  object: Resource,
  deed: Deed,
  word: string,
): Promise<void> => {
  const { apiVersion, kind, metadata } = object
  const { name, namespace } = metadata
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }
  switch (deed.do) {
    case 'edit': {
      const place = placeOf(object, deed.place)
      const value = deed.remove && place.optional ? undefined : place.value(word)
      await cluster.patch(ref, patchOf(place, value), { manager: deed.by })
      break
    }
    case 'take': {
      const place = placeOf(object, deed.place)
      const bare = { apiVersion, kind, metadata: { name, namespace } } as Resource
      await cluster.apply(withValue(bare, place, place.value(word)), { manager: 'other', force: true })
      break
    }
    case 'add':
      await cluster.patch(
        ref,
        { metadata: { annotations: { added: word } } },
        { manager: 'kubectl-annotate' },
      )
      break
    case 'seen':
      await cluster.patch(
        ref,
        { metadata: { labels: { 'example.com/seen': word } } },
        { manager: 'controller' },
      )
      break
    case 'delete':
      await cluster.delete(ref)
      held.delete(keyOf(object))
      break
    case 'mark':
      await cluster.patch(ref, { metadata: MARKS[deed.tool] }, { manager: 'someone' })
      held.add(keyOf(object))
  }
}

let words = 0

/** To objects of the folder, the nth deed to the nth. */
export const befall = async (
  world: World,
  owned: readonly Resource[],
  { deeds, forgets }: Generation,
): Promise<Befallen> => {
  const before = await world.live()
  const done = owned.flatMap((object, i) => {
    const deed = deeds[i] ?? null
    return deed === null ? [] : [{ object, deed, word: `theirs${++words}` }]
  })
  await colleague(world, done)
  for (const { object, deed, word } of done) await carryOut(world, object, deed, word)
  const after = await world.live()
  const theirs = done.flatMap(({ object, deed }): Theirs[] => {
    if (!('place' in deed)) return []
    const [key, place] = [keyOf(object), placeOf(object, deed.place)]
    const [was, value] = [before, after].map((all) => valueAt(all.get(key), place.path))
    return isDeepStrictEqual(was, value) || !isKnown(object, deed, forgets)
      ? []
      : [{ key, place, value, was, who: deed.do }]
  })
  return {
    deeds: done.length,
    touched: done.filter(({ deed }) => 'place' in deed).map(({ object }) => keyOf(object)),
    theirs,
  }
}
