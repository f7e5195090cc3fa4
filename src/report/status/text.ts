/** Where everything stands, as a table for people. */
import { isPlain } from '../../model/overview.ts'
import { partLabel } from '../../model/part.ts'
import type { ObjectStatus } from '../../model/status.ts'
import { columns } from '../columns.ts'
import { ageOf } from '../get/age.ts'
import { acceptanceWords, belongingWords, revokedWords } from '../get/words.ts'
import { label } from '../label.ts'
import { printable } from '../printable.ts'

/** One line each: the state's, what the controller has against it, who revoked it or a part of it. */
const whys = ({ reason, acceptance, revoked, revokedParts }: ObjectStatus): string =>
  [
    ...(reason === '' ? [] : [printable(reason)]),
    ...(revoked === undefined ? [] : [`revoked ${revokedWords(revoked)}`]),
    ...revokedParts.map(({ part, ...by }) => `${printable(partLabel(part))} revoked ${revokedWords(by)}`),
    ...(acceptance?.message === undefined || isPlain(acceptance) ? [] : [printable(acceptance.message)]),
  ].join('; ')

export const statusText = (objects: readonly ObjectStatus[], now: Date): string => {
  if (objects.length === 0) return ''
  const rows = objects.map((one) => [
    one.object.state,
    label(one.object.ref),
    one.acceptance === undefined ? '-' : acceptanceWords(one.acceptance),
    one.created === undefined ? '-' : ageOf(one.created, now),
    belongingWords(one.belonging),
    whys(one),
  ])
  return columns([['STATE', 'OBJECT', 'ACCEPTED', 'AGE', 'OWNER', 'WHY'], ...rows], 3)
    .map((line) => `${line}\n`)
    .join('')
}

/** For stderr, below the counts of states. */
export const acceptanceNote = (objects: readonly ObjectStatus[]): string => {
  const refused = objects.filter(({ acceptance }) => acceptance?.accepted === 'False').length
  return refused === 0 ? '' : `${refused} not accepted\n`
}
