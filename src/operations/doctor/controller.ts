/** Which version of agentgateway's controller the cluster runs, as far as its Deployment tells. */
import type { Cluster } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import type { Check } from '../../model/doctor.ts'
import { DEFAULT_NAMESPACE } from '../../model/kinds.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import type { Resource } from '../../model/resource.ts'
import { AGENTGATEWAY, outside } from '../../model/versions.ts'
import { versionCheck } from './machine.ts'

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' } as const
/** As agentgateway's own chart labels it. */
const SELECTOR = 'app.kubernetes.io/name=agentgateway'

/** Of the image `REGISTRY/controller:TAG`, with or without a digest; else what the chart's label says. */
const versionOf = ({ metadata, spec }: Resource): string | undefined => {
  const pod = mapping(mapping(mapping(spec)['template'])['spec'])
  const images = mappings(pod['containers']).map(({ image }) => String(image))
  const image = images.find((one) => /\/controller(?=[:@]|$)/.test(one))
  const tag =
    image === undefined ? undefined : /:([\w][\w.-]*)(?:@|$)/.exec(image.slice(image.lastIndexOf('/')))?.[1]
  return tag ?? (image === undefined ? undefined : metadata.labels?.['app.kubernetes.io/version'])
}

const find = async (cluster: Cluster): Promise<Resource[]> => {
  try {
    return await cluster.list(DEPLOYMENT, { selector: SELECTOR })
  } catch (error) {
    if (!isClusterError(error, 'forbidden')) throw error
    return cluster.list(DEPLOYMENT, { selector: SELECTOR, namespace: DEFAULT_NAMESPACE })
  }
}

const note = (message: string, hint: string): Check => ({
  about: 'agentgateway',
  state: 'note',
  message,
  hint,
})

export const checkController = async (cluster: Cluster): Promise<Check> => {
  try {
    const [first] = (await find(cluster)).flatMap((deployment) => {
      const version = versionOf(deployment)
      return version === undefined ? [] : [{ version, ...deployment.metadata }]
    })
    if (first !== undefined)
      return versionCheck(
        'agentgateway',
        `controller ${first.version} (deployment/${first.name} -n ${first.namespace ?? ''})`,
        outside(first.version, AGENTGATEWAY),
      )
    return note(
      `no Deployment with the label ${SELECTOR} tells its version`,
      'where a controller runs under another label, `kubectl get gatewayclass` shows whether it answers',
    )
  } catch (error) {
    if (!isClusterError(error, 'forbidden')) throw error
    return note(`its version is not known: ${error.message}`, 'get the right to list Deployments there')
  }
}
