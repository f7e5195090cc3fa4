/** Deployments, StatefulSets, DaemonSets, Jobs and CronJobs. */
import { METADATA, type Schema } from '../schema.ts'
import { byServer, list, listBy, object, or, orBeside, whole } from './parts.ts'
import { claim, template } from './pod.ts'

/** How pods are replaced: one after the other, `step` at a time. */
const rolling = (step: Readonly<Record<string, Schema>>): Schema =>
  or(
    {},
    object({
      type: or('RollingUpdate'),
      rollingUpdate: orBeside(({ type }) => (type === 'RollingUpdate' ? {} : undefined), object(step)),
    }),
  )

const set = { selector: whole(), revisionHistoryLimit: or(10), template: template() }
/** An autoscaler sets it, too. */
const replicas = byServer(or(1))

const scheduling = object({ resourceClaims: listBy(['name'], object()) })

const JOB_LABELS = [
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
]

export const WORKLOADS: Readonly<Record<string, Schema>> = {
  'apps/v1 Deployment': object({
    spec: object({
      ...set,
      replicas,
      progressDeadlineSeconds: or(600),
      strategy: rolling({ maxSurge: or('25%'), maxUnavailable: or('25%') }),
    }),
  }),
  'apps/v1 StatefulSet': object({
    spec: object({
      ...set,
      replicas,
      serviceName: or(''),
      podManagementPolicy: or('OrderedReady'),
      persistentVolumeClaimRetentionPolicy: or(
        {},
        object({ whenDeleted: or('Retain'), whenScaled: or('Retain') }),
      ),
      // Since Kubernetes 1.37.
      updateStrategy: rolling({ partition: or(0), maxUnavailable: { laterDefault: 1 } }),
      volumeClaimTemplates: list(
        object({
          apiVersion: or('v1'),
          kind: or('PersistentVolumeClaim'),
          metadata: METADATA,
          spec: claim,
          status: or({ phase: 'Pending' }),
        }),
      ),
      ordinals: object(),
    }),
  }),
  'apps/v1 DaemonSet': object({
    spec: object({ ...set, updateStrategy: rolling({ maxSurge: or(0), maxUnavailable: or(1) }) }),
  }),
  'batch/v1 Job': object({
    spec: object({
      // To name one of these is to say nothing of the other.
      completions: orBeside(({ parallelism }) => (parallelism === undefined ? 1 : undefined)),
      parallelism: or(1),
      backoffLimit: orBeside(({ backoffLimitPerIndex }) =>
        backoffLimitPerIndex === undefined ? 6 : undefined,
      ),
      completionMode: or('NonIndexed'),
      manualSelector: or(false),
      podReplacementPolicy: orBeside(({ podFailurePolicy }) =>
        podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
      ),
      suspend: or(false),
      selector: byServer(whole()),
      podFailurePolicy: object(),
      successPolicy: object(),
      scheduling,
      template: template(JOB_LABELS),
    }),
  }),
  'batch/v1 CronJob': object({
    spec: object({
      concurrencyPolicy: or('Allow'),
      failedJobsHistoryLimit: or(1),
      successfulJobsHistoryLimit: or(3),
      suspend: or(false),
      jobTemplate: object({
        metadata: or({}, METADATA),
        // None of a Job's own defaults is filled in before it becomes one.
        spec: object({
          selector: whole(),
          podFailurePolicy: object(),
          successPolicy: object(),
          scheduling,
          template: template(),
        }),
      }),
    }),
  }),
}
