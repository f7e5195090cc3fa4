/** Revoke, restore and the journal for people. */
import {
  isOff,
  type Problem,
  type RestoreReport,
  type RevokedTargetReport,
  type RevokeReport,
} from '../../model/kill-switch-report.ts'
import { statusLabel } from '../../model/denial-status.ts'
import { partLabel } from '../../model/part.ts'
import { refLabel, refOf } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import type { Plan, Step } from '../../model/step.ts'
import { columns } from '../columns.ts'
import { label, namedLabel } from '../label.ts'
import { printable } from '../printable.ts'
import { problemLines } from '../problem.ts'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')

const names = (targets: readonly Named[]): string =>
  targets.map(({ ref, part }) => printable(`${refLabel(ref)}${partLabel(part)}`)).join(', ')

const describe = (step: Step, show: (path: string) => string): string => {
  switch (step.do) {
    case 'record-in-folder':
      return `record ${names(step.record.targets)} in .agentgw/revoked/${step.record.id}.stash`
    case 'record-in-cluster':
      return `record ${names(step.record.targets)} in a Secret of the cluster (${step.record.id})`
    case 'delete':
      return `delete ${label(step.ref)} from the cluster`
    case 'recreate':
      return `${step.over === undefined ? 'create' : 'replace'} ${label(refOf(step.resource))} in the cluster`
    case 'edit-file':
      return `${step.edit.after === undefined ? 'remove' : step.edit.before === undefined ? 'write' : 'edit'} ${show(step.edit.path)}`
    case 'deny':
      return `deny by ${label(refOf(step.resource))}`
    case 'lock':
      return `lock ${step.locks.map(({ ref }) => label(ref)).join(', ')}`
    case 'unlock':
      return `unlock ${step.refs.map((ref) => label(ref)).join(', ')}`
    case 'restart':
      return `restart ${label(step.ref)}, which ends the calls under way there`
    case 'apply':
      return `apply ${label(refOf(step.resource))}`
  }
}

/** `show` gives a path as the user sees it from where he is. */
export const planText = (plan: Plan, show: (path: string) => string): string =>
  lines(plan.stages.flat().map((step) => describe(step, show)))

const isPart = ({ part }: Named): boolean => part !== undefined

/** A part's object stays, so it is not said to be removed. */
const verdictText = (verdict: RevokedTargetReport['verdict'], target: Named): string =>
  verdict === 'removed (not probed)' && isPart(target) ? 'denied (not probed)' : verdict

export const revokeText = (report: RevokeReport): string =>
  lines([
    ...columns(
      report.targets.map(
        ({ verdict, cluster, folder, because, locked, darkAfterMs, denialStatus, ...target }) => [
          namedLabel(target),
          darkAfterMs === undefined
            ? verdictText(verdict, target)
            : `${verdict} after ${seconds(darkAfterMs)}`,
          locked ? 'locked' : 'not locked',
          `cluster: ${cluster}`,
          `folder: ${folder}`,
          because === 'named' ? '' : because,
          target.part === undefined || denialStatus === undefined
            ? ''
            : `denial ${printable(statusLabel(denialStatus))}`,
        ],
      ),
    ),
    ...[...new Set(report.targets.flatMap(({ id }) => id ?? []))].map((id) => `revocation ${id}`),
    ...(report.darkAfterMs === undefined
      ? []
      : [`${report.targets.every(isPart) ? 'denied' : 'gone'} after ${seconds(report.darkAfterMs)}`]),
  ])

/** What the words of the report mean, for who reads them for the first time. */
export const meaning = ({ targets, problems }: Pick<RevokeReport, 'targets' | 'problems'>): string => {
  // A probe that proved nothing tells so itself; routes are not called beside what they lead to.
  const wasProbed =
    problems.some(({ code }) => code === 'not-proven') ||
    targets.some(({ verdict }) => verdict === 'dark (probed)')
  const off = targets.filter(({ verdict }) => isOff(verdict))
  const inCluster = off.filter(({ cluster }) => cluster !== 'not asked')
  return lines([
    ...(off.some(isPart)
      ? ['note: denied: the backend stays, and calls of this part of it are to be refused']
      : []),
    ...(inCluster.some(({ locked }) => locked)
      ? [
          'note: locked: nobody can bring it back in the cluster, or lift its denial, until `kubectl agentgw restore`',
        ]
      : []),
    ...(!wasProbed && off.some(({ verdict }) => verdict === 'removed (not probed)')
      ? ['note: not probed: nobody called it to see it fail; `revoke --probe URL` does']
      : []),
  ])
}

export const revokeNotes = ({ shared, unseen }: Pick<RevokeReport, 'shared' | 'unseen'>): string =>
  lines([
    ...shared.map((ref) => `note: ${label(ref)} leads elsewhere too and stays`),
    ...unseen.map(
      (kind) => `note: you have no right to list ${kind}: whether one leads to the target is not known`,
    ),
  ])

export const problemsText = (problems: readonly Problem[]): string => problems.map(problemLines).join('')

export const restoreText = (report: RestoreReport): string =>
  lines([
    ...columns(
      report.targets.map(({ id, cluster, folder, ...target }) => [
        namedLabel(target),
        `cluster: ${cluster}`,
        `folder: ${folder}`,
        id,
      ]),
    ),
    ...report.already.map((word) => `${word} is restored already`),
  ])

export const restoreNotes = ({ targets, already, missing }: RestoreReport): string => {
  if (targets.length === 0 && already.length === 0 && missing.length === 0)
    return 'nothing is revoked, so nothing was restored\n'
  return targets.some(({ cluster }) => cluster === 'restored')
    ? 'note: sessions that were opened before the revocation may work again: the gateway keeps them until 30 minutes after their last use\n'
    : ''
}
