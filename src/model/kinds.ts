/** The kinds that this program knows by name: its own, upstream agentgateway's and Gateway API's. */

import { groupOf } from './resource.ts'

/** A kind as an API server serves it. */
export interface ApiResource {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

export interface Kind extends ApiResource {
  readonly shortNames: readonly string[]
}

/** The API group of this project's own kinds, shared with upstream agentgateway. */
export const GROUP = 'agentgateway.dev'
export const API_VERSION = `${GROUP}/v1alpha1`
export const GATEWAY_GROUP = 'gateway.networking.k8s.io'
/** Where labels and annotations of ours live. */
export const PREFIX = 'agentgw.dev'
export const FIELD_MANAGER = 'kubectl-agentgw'
export const DEFAULT_NAMESPACE = 'agentgateway-system'
/** Where `install` puts what belongs to this program, and where revocations are recorded. */
export const SYSTEM_NAMESPACE = 'agentgw-system'

const kind = (
  apiVersion: string,
  name: string,
  plural: string,
  shortNames: string[] = [],
  namespaced = true,
): Kind => ({
  apiVersion,
  kind: name,
  plural,
  shortNames,
  namespaced,
})

export const KINDS: readonly Kind[] = [
  kind(API_VERSION, 'MCPBackend', 'mcpbackends', ['mcpbe']),
  kind(API_VERSION, 'AIRoute', 'airoutes', ['air']),
  kind(API_VERSION, 'AgentgatewayBackend', 'agentgatewaybackends', ['agbe']),
  kind(API_VERSION, 'AgentgatewayPolicy', 'agentgatewaypolicies', ['agpol']),
  kind(API_VERSION, 'AgentgatewayParameters', 'agentgatewayparameters', ['agpar']),
  kind(API_VERSION, 'AgentgatewayModel', 'agentgatewaymodels', ['agmodel']),
  kind(`${GATEWAY_GROUP}/v1`, 'GatewayClass', 'gatewayclasses', ['gc'], false),
  kind(`${GATEWAY_GROUP}/v1`, 'Gateway', 'gateways', ['gtw']),
  kind(`${GATEWAY_GROUP}/v1`, 'HTTPRoute', 'httproutes'),
  kind(`${GATEWAY_GROUP}/v1`, 'GRPCRoute', 'grpcroutes'),
  kind(`${GATEWAY_GROUP}/v1`, 'ReferenceGrant', 'referencegrants', ['refgrant']),
  kind('v1', 'Namespace', 'namespaces', ['ns'], false),
  kind('v1', 'Secret', 'secrets'),
  kind('v1', 'ConfigMap', 'configmaps', ['cm']),
  kind('v1', 'Service', 'services', ['svc']),
]

/** Built-in kinds that a folder may hold beside those, by the names that kubectl has for them. */
export const BESIDE_GATEWAYS: readonly Kind[] = [
  kind('v1', 'ServiceAccount', 'serviceaccounts', ['sa']),
  kind('apps/v1', 'Deployment', 'deployments', ['deploy']),
  kind('apps/v1', 'StatefulSet', 'statefulsets', ['sts']),
  kind('apps/v1', 'DaemonSet', 'daemonsets', ['ds']),
  kind('batch/v1', 'Job', 'jobs'),
  kind('batch/v1', 'CronJob', 'cronjobs', ['cj']),
  kind('networking.k8s.io/v1', 'Ingress', 'ingresses', ['ing']),
  kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', ['netpol']),
  kind('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', ['pdb']),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', ['hpa']),
]

const byGroup = new Map<string, Map<string, Kind>>()
for (const one of KINDS) {
  const group = groupOf(one.apiVersion)
  const kinds = byGroup.get(group) ?? new Map<string, Kind>()
  byGroup.set(group, kinds.set(one.kind, one))
}

/** One kind in one version. */
export const kindKey = ({ apiVersion, kind }: Pick<Kind, 'apiVersion' | 'kind'>): string =>
  `${apiVersion} ${kind}`

/** The kind of an API group, the core group being the empty string; in the version that is known here. */
export const kindOf = (group: string, kind: string): Kind | undefined => byGroup.get(group)?.get(kind)

/** Finds a kind as kubectl takes it: Kind, plural or short name, in any case, with or without `.group`. */
export const findKind = (word: string, kinds = KINDS): Kind | undefined => {
  const lower = word.toLowerCase()
  const dot = lower.indexOf('.')
  const name = dot < 0 ? lower : lower.slice(0, dot)
  const group = dot < 0 ? undefined : lower.slice(dot + 1)
  return kinds.find(
    (k) =>
      (k.kind.toLowerCase() === name || k.plural === name || k.shortNames.includes(name)) &&
      (group === undefined || k.apiVersion.startsWith(`${group}/`)),
  )
}

const OWN: readonly string[] = ['MCPBackend', 'AIRoute']

/** True for this project's own kinds, which plain upstream agentgateway does not know. */
export const isOwn = (kind: string): boolean => OWN.includes(kind)

const ROUTES: readonly string[] = ['AIRoute', 'HTTPRoute', 'GRPCRoute']

/** Routes are deleted before what they lead to, and created after it. */
export const isRoute = (kind: string): boolean => ROUTES.includes(kind)
