import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { SYSTEM_NAMESPACE } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'

/** Creates an object of agentgw-system. The first one makes the namespace; nobody needs the right to do so afterwards. */
export const createInSystem = async (cluster: Cluster, object: Resource): Promise<void> => {
  try {
    await cluster.create(object)
  } catch (error) {
    if (!isClusterError(error, 'namespace-missing')) throw error
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM_NAMESPACE } }
    await cluster.create(namespace).catch((refusal: unknown) => {
      if (!isClusterError(refusal, 'already-exists')) throw refusal
    })
    await cluster.create(object)
  }
}
