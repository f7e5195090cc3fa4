/** What `revocations verify` saw, for programs (schemas/output/revocations-verify.schema.json) and for people. */
import { statusLabel } from '../../model/denial-status.ts'
import type { Reachable, VerifiedTarget, VerifyReport } from '../../model/verify-report.ts'
import { columns } from '../columns.ts'
import { problemJson, refJson } from '../json.ts'
import { namedLabel } from '../label.ts'
import { printable } from '../printable.ts'

const reachableJson = ({ ref, part, by, routes, ...other }: Reachable): object => ({
  resource: refJson(ref),
  ...(part === undefined ? {} : { part }),
  in: other.in,
  by,
  routes: routes.map(refJson),
})

const targetJson = ({ ref, part, id, elsewhere, ...target }: VerifiedTarget): object => ({
  revocation: id,
  resource: refJson(ref),
  ...(part === undefined ? {} : { part }),
  because: target.because,
  record: target.record,
  cluster: target.cluster,
  folder: target.folder,
  lock: target.lock,
  ...(target.denialStatus === undefined ? {} : { denialStatus: target.denialStatus }),
  ...(target.probe === undefined ? {} : { probe: target.probe }),
  elsewhere: elsewhere.map(reachableJson),
})

export const verifyJson = ({ revocations, targets, findings, problems, notes }: VerifyReport): string =>
  `${JSON.stringify(
    {
      summary: {
        revocations,
        targets: targets.length,
        findings: findings.length,
        problems: problems.length,
      },
      targets: targets.map(targetJson),
      findings: findings.map(problemJson),
      problems: problems.map(problemJson),
      notes,
    },
    null,
    2,
  )}\n`

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')

const row = ({ ref, part, id, because, ...target }: VerifiedTarget): string[] =>
  [
    namedLabel({ ref, ...(part && { part }) }),
    `cluster: ${target.cluster}`,
    `folder: ${target.folder}`,
    target.lock === 'not asked' ? '' : target.lock === 'not seen' ? 'lock not seen' : target.lock,
    part === undefined || target.denialStatus === undefined
      ? ''
      : `denial ${statusLabel(target.denialStatus)}`,
    target.probe === undefined ? '' : `call: ${target.probe.saw}`,
    target.elsewhere.length === 0 ? '' : `elsewhere: ${target.elsewhere.length}`,
    because === 'named' ? id : `${id}, ${because}`,
  ].map(printable)

/** Findings and problems are told apart from it. */
export const verifyText = ({ revocations, targets, findings }: VerifyReport): string =>
  lines([
    ...columns(targets.map(row)),
    targets.length === 0
      ? 'nothing is revoked'
      : `${revocations} ${revocations === 1 ? 'revocation' : 'revocations'}, ${targets.length} ${targets.length === 1 ? 'target' : 'targets'}: ${findings.length === 0 ? 'nothing found' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`}`,
  ])
