/** What the API server finds invalid, told of the object that was to be applied, with the way on. */
import type { UserError } from '../errors.ts'
import { ClusterError, isClusterError } from '../model/cluster-error.ts'
import { refLabel, type ResourceRef, refWords } from '../model/resource.ts'

/** As the API server and the rules of CRDs say it; each kind in its own words. */
const IMMUTABLE =
  /\bimmutable\b|may not (?:be )?change|cannot change roleRef|updates? to \S+ spec\b.*forbidden/i

const hintFor = (message: string, ref: ResourceRef, force: boolean): string => {
  if (IMMUTABLE.test(message))
    return `take the change back in the folder, or \`kubectl delete ${refWords(ref)}\` and apply again`
  return force
    ? `correct the manifest; where an entry of a list that others added stands in the way, take it into the folder with \`kubectl agentgw pull ${refLabel(ref)}\`, or out of the cluster with \`kubectl edit ${refWords(ref)}\`, and apply again`
    : 'correct the manifest'
}

/** `force`: it was to take what others own, which leaves standing what they added to lists. */
export const rejectedAs = (error: UserError, ref: ResourceRef, force = false): UserError => {
  if (!isClusterError(error, 'rejected')) return error
  const { code, status, message, causes } = error
  return new ClusterError(code, status, `${refWords(ref)}: ${message}`, {
    hint: hintFor(message, ref, force),
    causes,
  })
}
