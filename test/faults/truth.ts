/** Whether what the kill switch says is so. Each function gives what is not: an empty list is the truth. */
import type { RestoreReport, RevokeReport } from '../../src/model/kill-switch-report.ts'
import { type ResourceRef, refKey } from '../../src/model/resource.ts'
import { GOES, type Scene, type State } from './scene.ts'

const name = ({ kind, name }: ResourceRef): string => `${kind}/${name}`
const inCluster = ({ live }: State, ref: ResourceRef): boolean => live.has(refKey(ref))
const inFolder = ({ files }: State, ref: ResourceRef): boolean => {
  const one = GOES[name(ref)]
  return one !== undefined && (files[one.file]?.includes(one.text) ?? false)
}

/** What stands, and is denied, is revoked. */
const isDenied = ({ live }: State): boolean =>
  [...live.values()].some(({ kind }) => kind === 'AgentgatewayPolicy')

const untrue = (said: boolean, what: string): string[] => (said ? [] : [what])

/** What the records of either side say of each target. */
export const recordTruth = (state: State): string[] =>
  state.revocations.flatMap(({ id, targets }) =>
    targets.flatMap(({ ref, cluster, folder }) => [
      ...untrue(
        cluster !== 'removed' || !inCluster(state, ref),
        `record ${id}: ${name(ref)} removed from the cluster`,
      ),
      ...untrue(
        folder !== 'removed' || !inFolder(state, ref),
        `record ${id}: ${name(ref)} removed from the folder`,
      ),
    ]),
  )

const GONE = new Set(['removed', 'absent'])

export const revokeTruth = (scene: Scene, report: RevokeReport, state: State): string[] => {
  const { targets, problems } = report
  const going = scene.going.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
  const named = new Set(targets.map(({ ref }) => name(ref)))
  return [
    ...targets.flatMap(({ ref, cluster, folder, verdict }) => [
      ...untrue(!GONE.has(cluster) || !inCluster(state, ref), `${name(ref)} ${cluster} from the cluster`),
      ...untrue(!GONE.has(folder) || !inFolder(state, ref), `${name(ref)} ${folder} from the folder`),
      ...untrue(
        cluster !== 'still there' || inCluster(state, ref),
        `${name(ref)} still there in the cluster`,
      ),
      ...untrue(folder !== 'still there' || inFolder(state, ref), `${name(ref)} still there in the folder`),
      ...untrue(
        !verdict.startsWith('removed') || (!inCluster(state, ref) && !inFolder(state, ref)),
        `${name(ref)} ${verdict}`,
      ),
    ]),
    ...(problems.length > 0
      ? []
      : [
          ...going.filter((one) => !named.has(one)).map((one) => `done, and ${one} is not in the report`),
          ...targets
            .filter(({ ref }) => inCluster(state, ref) || inFolder(state, ref))
            .map(({ ref }) => `done, and ${name(ref)} stands`),
          ...untrue(
            state.revocations.some((one) => one.state === 'revoked') &&
              state.revocations.every((one) => one.state !== 'revoking'),
            `done, and the record says ${state.revocations.map((one) => one.state).join()}`,
          ),
        ]),
  ]
}

export const restoreTruth = (scene: Scene, report: RestoreReport, state: State): string[] => {
  const { targets, problems } = report
  return [
    ...targets.flatMap(({ ref, cluster, folder }) => [
      ...untrue(cluster !== 'restored' || inCluster(state, ref), `${name(ref)} restored in the cluster`),
      ...untrue(
        cluster !== 'still revoked' || !inCluster(state, ref) || isDenied(state),
        `${name(ref)} still revoked in the cluster`,
      ),
      ...untrue(folder !== 'restored' || inFolder(state, ref), `${name(ref)} restored in the folder`),
      ...untrue(
        folder !== 'still revoked' || !inFolder(state, ref),
        `${name(ref)} still revoked in the folder`,
      ),
    ]),
    ...(problems.length > 0
      ? []
      : [
          ...scene.differences(state).map((key) => `done, and ${key} is not as it was`),
          ...untrue(
            state.revocations.every((one) => one.state === 'restored' || one.state === 'superseded'),
            `done, and the record says ${state.revocations.map((one) => one.state).join()}`,
          ),
        ]),
  ]
}
