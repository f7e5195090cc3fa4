/** The account of a run that was interrupted, for people: what was done, what was under way, what was not begun. */
import type { Account } from '../../model/run-account.ts'
import type { ResourceRef } from '../../model/resource.ts'
import type { Waited } from '../../model/readiness.ts'
import { type AppliedObject, APPLY_OUTCOMES } from '../../model/sync.ts'
import { label } from '../label.ts'

/** So many are named; of all of them a line stands on stdout. */
const NAMED = 20

const named = (texts: readonly string[]): string =>
  texts.length > NAMED
    ? `${texts.slice(0, NAMED).join(', ')} and ${texts.length - NAMED} more`
    : texts.join(', ')

const counts = (objects: readonly AppliedObject[]): string =>
  APPLY_OUTCOMES.flatMap((outcome) => {
    const count = objects.filter((object) => object.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${outcome}`]
  }).join(', ')

const refs = (objects: readonly { readonly ref: ResourceRef }[]): string =>
  `${objects.length} (${named(objects.map(({ ref }) => label(ref)))})`

export const accountText = ({ done, ended, open, notBegun }: Account): string =>
  [
    `done before the interruption: ${done.length === 0 ? 'nothing' : counts(done)}`,
    ...(ended.length === 0
      ? []
      : [
          `under way, and ended: ${named(ended.map(({ object, outcome }) => `${label(object.ref)} ${outcome}`))}`,
        ]),
    ...(open.length === 0 ? [] : [`under way, and not known how it ended: ${refs(open)}`]),
    ...(notBegun.length === 0 ? [] : [`not begun: ${refs(notBegun)}`]),
    'the same command goes on from here',
  ]
    .map((line) => `${line}\n`)
    .join('')

/** Of a wait: every object had its turn by then. */
export const waitAccountText = (all: readonly Waited[]): string => {
  const left = all.filter(({ end }) => end === undefined)
  return `every object had had its turn before the interruption; not known to be ready: ${left.length === 0 ? 'none' : refs(left)}\n`
}
