/** What was seen in a drill; the JSON's shape stands in schemas/output/drill.schema.json. */
import { statusLabel } from '../../model/denial-status.ts'
import type { DrilledTarget, DrillReport } from '../../model/drill-report.ts'
import { partLabel } from '../../model/part.ts'
import { columns } from '../columns.ts'
import { problemJson, refJson } from '../json.ts'
import { printable } from '../printable.ts'
import { label } from '../label.ts'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

const backText = (back: DrilledTarget['back']): string => {
  if (back === undefined) return 'not probed'
  if (back.verdict !== 'answers') return 'NOT BACK'
  return back.old === 'revived' ? 'answers again, the old session too' : 'answers again'
}

const targetRow = (target: DrilledTarget): string[] => {
  const { ref, part, denied, locked, denialStatus, darkAfterMs, back, undone } = target
  return [
    printable(`${label(ref)}${partLabel(part)}`),
    denied ? 'denied' : 'NOT DENIED',
    ...(darkAfterMs === undefined ? [] : [`dark after ${seconds(darkAfterMs)}`]),
    locked ? 'the lock held' : 'not locked',
    ...(denialStatus === undefined || denialStatus.is === 'pending'
      ? []
      : [`controller: ${statusLabel(denialStatus)}`]),
    undone ? 'undone' : 'NOT UNDONE',
    backText(back),
  ]
}

export const drillText = ({ id, steps, targets }: DrillReport): string =>
  [
    ...columns(targets.map(targetRow)),
    ...columns(steps.map(({ step, worked, ms }) => [step, worked ? 'worked' : 'FAILED', seconds(ms)])),
    ...(id === undefined ? [] : [`recorded as ${id}`]),
  ]
    .map((line) => `${line}\n`)
    .join('')

export const drillNotes = ({ undeniable, notes }: Pick<DrillReport, 'undeniable' | 'notes'>): string =>
  [
    ...undeniable.map((ref) => `${label(ref)} can not be denied before it is deleted, and was left out`),
    ...notes,
  ]
    .map((line) => `note: ${line}\n`)
    .join('')

export const drillJson = (report: DrillReport): string => {
  const { id, who, steps, targets, undeniable, problems, notes } = report
  const value = {
    ...(id === undefined ? {} : { revocation: id }),
    who,
    steps,
    targets: targets.map(({ ref, part, denied, locked, denialStatus, darkAfterMs, back, undone }) => ({
      resource: refJson(ref),
      ...(part === undefined ? {} : { part }),
      denied,
      locked,
      ...(denialStatus === undefined ? {} : { controller: denialStatus }),
      ...(darkAfterMs === undefined ? {} : { darkAfterMs }),
      ...(back === undefined ? {} : { answersAgain: back.verdict === 'answers' }),
      undone,
    })),
    undeniable: undeniable.map(refJson),
    problems: problems.map(problemJson),
    notes,
  }
  return `${JSON.stringify(value, null, 2)}\n`
}
