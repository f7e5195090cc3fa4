/** Revoke, restore and the journal for programs; shapes in schemas/output/. */
import { isOff, type RestoreReport, type RevokeReport } from '../../model/kill-switch-report.ts'
import { refOf } from '../../model/resource.ts'
import type { Plan } from '../../model/step.ts'
import type { OwnerChange } from '../../model/owner.ts'
import { problemJson, refJson } from '../json.ts'
import { ownersJson } from './owners.ts'

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const toldElsewhere = ({ owners, commit, notes }: RestoreReport | RevokeReport): object => ({
  owners: ownersJson(owners),
  ...(commit === undefined ? {} : { commit }),
  notes,
})

export const revokeJson = (report: RevokeReport): string =>
  print({
    summary: {
      targets: report.targets.length,
      removed: report.targets.filter(({ verdict }) => isOff(verdict)).length,
      stillLive: report.targets.filter(({ verdict }) => verdict === 'still live').length,
      missing: report.missing.length,
    },
    reason: report.head.reason,
    who: report.head.who,
    ...(report.darkAfterMs === undefined ? {} : { darkAfterMs: report.darkAfterMs }),
    targets: report.targets.map(
      ({ ref, part, id, because, cluster, folder, verdict, darkAfterMs, locked, denials, denialStatus }) => ({
        resource: refJson(ref),
        ...(part === undefined ? {} : { part }),
        ...(id === undefined ? {} : { revocation: id }),
        because,
        cluster,
        folder,
        verdict,
        ...(darkAfterMs === undefined ? {} : { darkAfterMs }),
        locked,
        denials: denials.map(refJson),
        ...(denialStatus === undefined ? {} : { denialStatus }),
      }),
    ),
    ...(report.restarted === undefined ? {} : { restarted: report.restarted.map(refJson) }),
    shared: report.shared.map(refJson),
    unseen: report.unseen,
    missing: report.missing,
    problems: report.problems.map(problemJson),
    ...toldElsewhere(report),
  })

export const restoreJson = (report: RestoreReport): string =>
  print({
    summary: {
      targets: report.targets.length,
      missing: report.missing.length,
      already: report.already.length,
    },
    targets: report.targets.map(({ ref, part, id, cluster, folder }) => ({
      resource: refJson(ref),
      ...(part === undefined ? {} : { part }),
      revocation: id,
      cluster,
      folder,
    })),
    already: report.already,
    missing: report.missing,
    problems: report.problems.map(problemJson),
    ...toldElsewhere(report),
  })

/** A preview: the kinds of steps, and what each is for; never a spec, which can hold secrets. */
export const planJson = (plan: Plan, owners: readonly OwnerChange[]): string =>
  print({
    owners: ownersJson(owners),
    steps: plan.stages.flat().map((step) => {
      switch (step.do) {
        case 'record-in-folder':
        case 'record-in-cluster':
          return {
            do: step.do,
            revocation: step.record.id,
            resources: step.record.targets.map(({ ref }) => refJson(ref)),
          }
        case 'edit-file':
          return {
            do: step.do,
            file: step.edit.path,
            change:
              step.edit.after === undefined ? 'remove' : step.edit.before === undefined ? 'write' : 'edit',
          }
        case 'delete':
        case 'restart':
          return { do: step.do, resource: refJson(step.ref) }
        case 'lock':
          return { do: step.do, resources: step.locks.map(({ ref }) => refJson(ref)) }
        case 'unlock':
          return { do: step.do, resources: step.refs.map(refJson) }
        case 'deny':
        case 'recreate':
        case 'apply':
          return { do: step.do, resource: refJson(refOf(step.resource)) }
      }
    }),
  })
