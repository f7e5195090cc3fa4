/** The journal of the kill switch, for programs (schemas/output/revocations.schema.json) and for people. */
import { PREFIX, SYSTEM_NAMESPACE } from '../../model/kinds.ts'
import { type Revocation, type RevokedTarget, type Side, withReason } from '../../model/revocation.ts'
import { columns } from '../columns.ts'
import { refJson } from '../json.ts'
import { namedLabel } from '../label.ts'
import { printable } from '../printable.ts'

/** The fields that have a value, in this order. */
const given = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const has = ({ targets }: Revocation, side: Side): boolean =>
  targets.some((target) => target[side] !== undefined)

/** Where each side keeps what brings it back; that itself is never printed, since it may hold secrets. */
const storedOf = (revocation: Revocation): object =>
  given({
    cluster: has(revocation, 'cluster')
      ? { namespace: SYSTEM_NAMESPACE, selector: `${PREFIX}/revocation=${revocation.id}` }
      : undefined,
    folder: has(revocation, 'folder') ? { file: `.agentgw/revoked/${revocation.id}.stash` } : undefined,
  })

const targetValue = ({
  ref,
  part,
  because,
  cluster,
  folder,
  digests,
  standsAgain,
}: RevokedTarget): object => ({
  ...refJson(ref),
  ...given({ part, because, cluster, folder, standsAgain, digests }),
})

const revocationValue = (revocation: Revocation): object => {
  const { id, reason, who, localUser, when, incident, state, cluster, restored, toolVersion, targets } =
    revocation
  return given({
    id,
    reason,
    who,
    localUser,
    when,
    incident,
    state,
    cluster,
    restored,
    toolVersion,
    stored: storedOf(revocation),
    targets: targets.map(targetValue),
  })
}

export const revocationsValue = (revocations: readonly Revocation[]): object => ({
  revocations: revocations.map(revocationValue),
})

export const revocationsJson = (revocations: readonly Revocation[]): string =>
  `${JSON.stringify(revocationsValue(revocations), null, 2)}\n`

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')

const phases = ({ folder, cluster, standsAgain }: RevokedTarget): string =>
  [
    cluster === undefined ? '' : `cluster: ${cluster}${standsAgain ? ', STANDS AGAIN' : ''}`,
    folder === undefined ? '' : `folder: ${folder}`,
  ]
    .filter(Boolean)
    .join(', ')

/** A line for each revocation, and below it one for each target. */
export const revocationsText = (revocations: readonly Revocation[]): string =>
  revocations
    .map(({ id, state, when, who, reason, targets, restored }) =>
      lines([
        withReason(`${id}  ${state}  ${when}  by ${printable(who)}`, printable(reason)),
        ...(restored === undefined ? [] : [`  restored ${restored.when} by ${printable(restored.who)}`]),
        ...columns(targets.map((target) => [`  ${namedLabel(target)}`, phases(target)])),
      ]),
    )
    .join('')

const by = (who: string, localUser: string | undefined): string =>
  printable(localUser === undefined || localUser === who ? who : `${who} (${localUser})`)

/** Where what brings it back is found. */
const placesOf = (revocation: Revocation): string[] => [
  ...(has(revocation, 'cluster')
    ? [`kubectl get secret -n ${SYSTEM_NAMESPACE} -l ${PREFIX}/revocation=${revocation.id}`]
    : []),
  ...(has(revocation, 'folder') ? [`.agentgw/revoked/${revocation.id}.stash`] : []),
]

/** One revocation in full. */
export const revocationText = (revocation: Revocation): string => {
  const { id, state, reason, incident, who, localUser, when, restored, cluster, toolVersion, targets } =
    revocation
  const fields = [
    ['id', id],
    ['state', state],
    ['reason', reason],
    ['incident', incident ?? ''],
    ['revoked', `${when} by ${by(who, localUser)}`],
    ['restored', restored === undefined ? '' : `${restored.when} by ${by(restored.who, restored.localUser)}`],
    ['cluster', cluster === undefined ? '' : `${cluster.context} (${cluster.server})`],
    ['version', toolVersion ?? ''],
    ...placesOf(revocation).map((place, i) => [i === 0 ? 'stored' : '', place] as const),
  ].filter(([, value]) => value !== '')
  const digests = ({ digests: of }: RevokedTarget): string[] =>
    (['cluster', 'folder'] as const).flatMap((side) =>
      of?.[side] === undefined ? [] : [`    ${side.padEnd(9)}${of[side]}`],
    )
  return lines([
    ...columns(fields.map((field) => field.map(printable))),
    'targets',
    ...targets.flatMap((target) => [
      ...columns([
        [`  ${namedLabel(target)}`, phases(target), target.because === 'named' ? '' : target.because],
      ]),
      ...digests(target),
    ]),
  ])
}
