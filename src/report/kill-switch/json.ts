/** Revoke, restore and the journal for programs; shapes in schemas/output/. */
import type { Problem, RestoreReport, RevokeReport } from '../../model/kill-switch-report.ts'
import { type ResourceRef, refOf } from '../../model/resource.ts'
import type { Revocation } from '../../model/revocation.ts'
import type { Plan } from '../../model/step.ts'

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const resource = ({ apiVersion, kind, namespace, name }: ResourceRef): ResourceRef => ({
  apiVersion,
  kind,
  ...(namespace === undefined ? {} : { namespace }),
  name,
})

const problem = ({ code, message, hint }: Problem): Problem => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
})

export const revokeJson = (report: RevokeReport): string =>
  print({
    summary: {
      targets: report.targets.length,
      removed: report.targets.filter(({ verdict }) => verdict !== 'still live').length,
      stillLive: report.targets.filter(({ verdict }) => verdict === 'still live').length,
      missing: report.missing.length,
    },
    reason: report.head.reason,
    who: report.head.who,
    ...(report.darkAfterMs === undefined ? {} : { darkAfterMs: report.darkAfterMs }),
    targets: report.targets.map(({ ref, id, because, cluster, folder, verdict, locked }) => ({
      resource: resource(ref),
      ...(id === undefined ? {} : { revocation: id }),
      because,
      cluster,
      folder,
      verdict,
      locked,
    })),
    shared: report.shared.map(resource),
    unseen: report.unseen,
    missing: report.missing,
    problems: report.problems.map(problem),
  })

export const restoreJson = (report: RestoreReport): string =>
  print({
    summary: {
      targets: report.targets.length,
      missing: report.missing.length,
      already: report.already.length,
    },
    targets: report.targets.map(({ ref, id, cluster, folder }) => ({
      resource: resource(ref),
      revocation: id,
      cluster,
      folder,
    })),
    already: report.already,
    missing: report.missing,
    problems: report.problems.map(problem),
  })

/** A preview: the kinds of steps, and what each is for; never a spec, which can hold secrets. */
export const planJson = (plan: Plan): string =>
  print({
    steps: plan.stages.flat().map((step) => {
      switch (step.do) {
        case 'record-in-folder':
        case 'record-in-cluster':
          return {
            do: step.do,
            revocation: step.record.id,
            resources: step.record.targets.map(({ ref }) => resource(ref)),
          }
        case 'edit-file':
          return {
            do: step.do,
            file: step.edit.path,
            change:
              step.edit.after === undefined ? 'remove' : step.edit.before === undefined ? 'write' : 'edit',
          }
        case 'delete':
          return { do: step.do, resource: resource(step.ref) }
        case 'recreate':
        case 'apply':
          return { do: step.do, resource: resource(refOf(step.resource)) }
      }
    }),
  })

export const revocationsJson = (revocations: readonly Revocation[]): string =>
  print({
    revocations: revocations.map(({ id, reason, who, when, state, cluster, restored, targets }) => ({
      id,
      reason,
      who,
      when,
      state,
      ...(cluster === undefined ? {} : { cluster }),
      ...(restored === undefined ? {} : { restored }),
      targets: targets.map((target) => ({
        ...resource(target.ref),
        because: target.because,
        ...(target.cluster === undefined ? {} : { cluster: target.cluster }),
        ...(target.folder === undefined ? {} : { folder: target.folder }),
      })),
    })),
  })
