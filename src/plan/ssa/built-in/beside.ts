/** What else stands beside a gateway: its Services, settings, limits and ways in. */
import type { Schema } from '../schema.ts'
import { byServer, list, listBy, object, or, orBeside, text, texts, whole } from './parts.ts'

const flag: Schema = { type: 'boolean' }

/** A port is told apart by number and protocol. */
const ports = listBy(
  ['port', 'protocol'],
  object({
    protocol: or('TCP'),
    targetPort: orBeside(({ port }) => port),
    nodePort: byServer(),
  }),
)

/** Reached from outside of the cluster. */
const isOpen = ({ type, externalIPs }: Readonly<Record<string, unknown>>): boolean =>
  type === 'NodePort' ||
  type === 'LoadBalancer' ||
  (type !== 'ExternalName' && Array.isArray(externalIPs) && externalIPs.length > 0)

const ofPeers = list(object({ ports: list(object({ protocol: or('TCP') })) }))

/** One direction of an autoscaler, filled in where `behavior` is written at all. */
const scaling = (policies: readonly object[], more: Schema['properties'] = {}): Schema =>
  or({}, object({ selectPolicy: or('Max'), policies: or(policies), ...more }))

export const BESIDE: Readonly<Record<string, Schema>> = {
  'v1 Namespace': object({ spec: byServer(object()) }),
  'v1 ConfigMap': object({ data: texts, binaryData: texts, immutable: flag }),
  'v1 Secret': object({ data: texts, type: text, immutable: flag }),
  'v1 ServiceAccount': object({ secrets: byServer(listBy(['name'], whole())) }),
  'v1 Service': object({
    spec: object({
      type: or('ClusterIP', text),
      ports,
      selector: { ...texts, 'x-kubernetes-map-type': 'atomic' },
      sessionAffinity: or('None'),
      sessionAffinityConfig: orBeside(
        ({ sessionAffinity }) => (sessionAffinity === 'ClientIP' ? {} : undefined),
        object({ clientIP: or({}, object({ timeoutSeconds: or(10800) })) }),
      ),
      internalTrafficPolicy: orBeside(({ type }) => (type === 'ExternalName' ? undefined : 'Cluster')),
      externalTrafficPolicy: orBeside((spec) => (isOpen(spec) ? 'Cluster' : undefined)),
      allocateLoadBalancerNodePorts: orBeside(({ type }) => (type === 'LoadBalancer' ? true : undefined)),
      clusterIP: byServer(text),
      clusterIPs: byServer(list(text)),
      ipFamilies: byServer(list(text)),
      ipFamilyPolicy: byServer(text),
      healthCheckNodePort: byServer(),
    }),
  }),
  'networking.k8s.io/v1 Ingress': object({
    spec: object({ defaultBackend: object({ resource: whole(), service: object({ port: whole() }) }) }),
  }),
  'networking.k8s.io/v1 NetworkPolicy': object({
    spec: object({
      podSelector: whole(),
      ingress: ofPeers,
      egress: ofPeers,
      policyTypes: orBeside(
        ({ egress }) => (Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']),
        list(text),
      ),
    }),
  }),
  'policy/v1 PodDisruptionBudget': object({ spec: object({ selector: whole() }) }),
  'autoscaling/v2 HorizontalPodAutoscaler': object({
    spec: object({
      minReplicas: or(1),
      scaleTargetRef: object(),
      metrics: or([
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ]),
      behavior: object({
        scaleDown: scaling([{ type: 'Percent', value: 100, periodSeconds: 15 }]),
        scaleUp: scaling(
          [
            { type: 'Pods', value: 4, periodSeconds: 15 },
            { type: 'Percent', value: 100, periodSeconds: 15 },
          ],
          { stabilizationWindowSeconds: or(0) },
        ),
      }),
    }),
  }),
}
