/** What of the cluster the other commands rely on. Nothing is changed, and what may not be read is told as such. */
import { readClusterJournal } from '../../apply/cluster-journal.ts'
import { lockable } from '../../apply/lock-policy.ts'
import { readLocks } from '../../apply/locks.ts'
import { UserError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Check } from '../../model/doctor.ts'
import { API_VERSION, GATEWAY_GROUP, type Kind, KINDS } from '../../model/kinds.ts'
import { groupOf } from '../../model/resource.ts'
import { activeTargets } from '../../model/revocation.ts'
import { checkController } from './controller.ts'
import { faultOf } from './machine.ts'
import { checkInstalled } from './installed.ts'

/** Without these nothing of the gateway works; the others a version may lack. */
const NEEDED = ['AgentgatewayBackend', 'AgentgatewayPolicy', 'GatewayClass', 'Gateway', 'HTTPRoute']

const checkServed = async (
  cluster: Cluster,
  about: string,
  kinds: readonly Kind[],
  hint: string,
): Promise<Check> => {
  const served = await Promise.all(kinds.map((kind) => cluster.serves(kind)))
  const absent = kinds.filter((_, i) => served[i] !== true)
  const missing = absent.filter(({ kind }) => NEEDED.includes(kind))
  const names = (all: readonly Kind[]): string => all.map(({ kind }) => kind).join(', ')
  if (missing.length > 0)
    return {
      about,
      state: 'fault',
      code: 'kind-not-served',
      message: `the cluster does not serve ${names(missing)} in ${missing[0]?.apiVersion}`,
      hint,
    }
  const rest = absent.length > 0 ? `; without ${names(absent)}` : ''
  return {
    about,
    state: 'ok',
    message: `${names(kinds.filter((kind) => !absent.includes(kind)))} are served${rest}`,
  }
}

const SHOWN_BY = 'that it denies is shown by `kubectl agentgw revoke TARGET --drill` alone'

const checkLock = async (cluster: Cluster): Promise<Check> => {
  const answer = await lockable(cluster)
  if ('error' in answer) return faultOf('lock', answer.error)
  if (answer.seen) return { about: 'lock', state: 'ok', message: `installed, and as it must be; ${SHOWN_BY}` }
  return {
    about: 'lock',
    state: 'note',
    message: `its policy may not be read: whether it is installed, and ${SHOWN_BY}`,
    hint: 'get the right to read ValidatingAdmissionPolicies, or run that',
  }
}

const checkRecords = async (cluster: Cluster): Promise<Check[]> => {
  const about = "cluster's records"
  const [{ records, damaged }, locks] = await Promise.all([readClusterJournal(cluster), readLocks(cluster)])
  if (damaged.length > 0) return damaged.map((error) => faultOf(about, error))
  const held = activeTargets(records).size
  const message = `${records.length} revocations, ${held} objects or parts revoked now, ${locks.size} locks`
  return [{ about, state: 'ok', message }]
}

const settled = async (
  about: string,
  check: Promise<Check | readonly Check[]>,
): Promise<readonly Check[]> => {
  try {
    return [await check].flat()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const fault = faultOf(about, error, 'run it again')
    // What that keeps from working is told of the commands.
    return [error.code === 'forbidden' ? { ...fault, state: 'note' } : fault]
  }
}

const isOfAgentgateway = ({ apiVersion, kind }: Kind): boolean =>
  apiVersion === API_VERSION && kind.startsWith('Agentgateway')

/** `root`: the package's own directory. */
export const checkCluster = async (cluster: Cluster, root: string): Promise<Check[]> => {
  const upstream = KINDS.filter(isOfAgentgateway)
  const gateway = KINDS.filter(({ apiVersion }) => groupOf(apiVersion) === GATEWAY_GROUP)
  const groups = await Promise.all([
    settled('agentgateway', checkController(cluster)),
    settled('installed', checkInstalled(cluster, root)),
    settled(
      'kinds of agentgateway',
      checkServed(
        cluster,
        'kinds of agentgateway',
        upstream,
        "install agentgateway's CRDs (https://agentgateway.dev/docs/kubernetes)",
      ),
    ),
    settled(
      'kinds of Gateway API',
      checkServed(
        cluster,
        'kinds of Gateway API',
        gateway,
        "install Gateway API's CRDs (https://gateway-api.sigs.k8s.io/guides)",
      ),
    ),
    settled('lock', checkLock(cluster)),
    settled("cluster's records", checkRecords(cluster)),
  ])
  return groups.flat()
}
