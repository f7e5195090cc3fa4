/** Why an object is left alone that the folder and the cluster both changed. */
import { UserError } from '../../errors.ts'
import { refLabel, type ResourceRef } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'

const hint = (ref: ResourceRef): string =>
  `\`kubectl agentgw apply --force-conflicts-of ${refLabel(ref)}\` takes the folder's`

export const bothChanged = ({ ref }: ObjectState): UserError =>
  new UserError('field-conflict', `${refLabel(ref)} was changed in the folder and in the cluster`, {
    hint: `\`kubectl agentgw pull\` takes the cluster's change into the folder; ${hint(ref)}`,
  })

export const deletedMeanwhile = (ref: ResourceRef): UserError =>
  new UserError(
    'deleted-meanwhile',
    `${refLabel(ref)} was changed in the folder and deleted in the cluster`,
    { hint: `\`kubectl agentgw apply\` creates it again; take it out of the folder to agree` },
  )
