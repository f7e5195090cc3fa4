/** The template of a pod, which is the greater part of all workloads. */
import { METADATA, type Schema } from '../schema.ts'
import { byServer, list, listBy, mapOf, object, or, orBeside, setOf, text, texts, whole } from './parts.ts'

const http = object({ path: or('/'), scheme: or('HTTP') })
const action = object({ exec: object(), httpGet: http, sleep: object(), tcpSocket: object() })
const probe = object({
  ...action.properties,
  grpc: object({ service: or('') }),
  timeoutSeconds: or(1),
  periodSeconds: or(10),
  successThreshold: or(1),
  failureThreshold: or(3),
})

const ofPod = { fieldRef: whole({ apiVersion: or('v1') }), resourceFieldRef: whole({ divisor: or('0') }) }

/** Of the image `host:5000/name:tag@digest`; without tag and digest it is the latest. */
const pullPolicy = (image: unknown): string | undefined => {
  if (typeof image !== 'string') return undefined
  const [name = '', digest] = image.split('@')
  const tag = name.slice(name.lastIndexOf('/') + 1).split(':')[1]
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}

const ranks = {
  seLinuxOptions: object(),
  windowsOptions: object(),
  seccompProfile: object(),
  appArmorProfile: object(),
}
const resources = object({
  limits: mapOf({}),
  requests: mapOf({}),
  claims: listBy(['name'], object()),
})

const container = object({
  imagePullPolicy: orBeside(({ image }) => pullPolicy(image)),
  terminationMessagePath: or('/dev/termination-log'),
  terminationMessagePolicy: or('File'),
  resources: or({}, resources),
  ports: listBy(['containerPort', 'protocol'], object({ protocol: or('TCP') })),
  env: listBy(
    ['name'],
    object({
      valueFrom: object({ ...ofPod, configMapKeyRef: whole(), secretKeyRef: whole(), fileKeyRef: whole() }),
    }),
  ),
  volumeMounts: listBy(['mountPath'], object({ bindMountOptions: setOf(text) })),
  volumeDevices: listBy(['devicePath'], object()),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: object({ postStart: action, preStop: action }),
  securityContext: object({ ...ranks, capabilities: object() }),
})
const containers = listBy(['name'], container)

/** Of a claim for a volume. */
export const claim = object({
  volumeMode: or('Filesystem'),
  selector: whole(),
  dataSource: whole(),
  dataSourceRef: object(),
  resources: object({ limits: mapOf({}), requests: mapOf({}) }),
})

const mode = { defaultMode: or(420) }
const files = list(object(ofPod))
const withSecret = object({ secretRef: whole() })
const volume = object({
  configMap: object(mode),
  secret: object(mode),
  downwardAPI: object({ ...mode, items: files }),
  projected: object({
    ...mode,
    sources: list(
      object({
        downwardAPI: object({ items: files }),
        serviceAccountToken: object({ expirationSeconds: or(3600) }),
      }),
    ),
  }),
  emptyDir: object(),
  hostPath: object({ type: or('') }),
  persistentVolumeClaim: object(),
  ephemeral: object({ volumeClaimTemplate: object({ metadata: METADATA, spec: claim }) }),
  image: object({ pullPolicy: orBeside(({ reference }) => pullPolicy(reference)) }),
  nfs: object(),
  csi: object({ volumeAttributes: texts, nodePublishSecretRef: whole() }),
  cephfs: withSecret,
  cinder: withSecret,
  flexVolume: withSecret,
  iscsi: withSecret,
  rbd: withSecret,
  scaleIO: withSecret,
  storageos: withSecret,
})

const affinity = object({
  nodeAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: whole() }),
  podAffinity: object(),
  podAntiAffinity: object(),
})

const pod = object({
  containers,
  initContainers: containers,
  ephemeralContainers: containers,
  volumes: listBy(['name'], volume),
  dnsPolicy: or('ClusterFirst'),
  restartPolicy: or('Always'),
  schedulerName: or('default-scheduler'),
  securityContext: or({}, object(ranks)),
  terminationGracePeriodSeconds: or(30),
  // The old name of the same field.
  serviceAccount: orBeside(({ serviceAccountName }) => serviceAccountName),
  affinity,
  dnsConfig: object(),
  evictionResponders: listBy(['name'], object()),
  hostAliases: listBy(['ip'], object()),
  imagePullSecrets: listBy(['name'], whole()),
  nodeSelector: { ...texts, 'x-kubernetes-map-type': 'atomic' },
  os: object(),
  overhead: mapOf({}),
  resourceClaims: listBy(['name'], object()),
  resources,
  schedulingGates: listBy(['name'], object()),
  topologySpreadConstraints: listBy(['topologyKey', 'whenUnsatisfiable'], object({ labelSelector: whole() })),
})

const annotations: Schema = {
  ...texts,
  properties: { 'kubectl.kubernetes.io/restartedAt': { ...text, setBy: 'tool' } },
}

/** `labels`: those that the server puts on the pods. */
export const template = (labels: readonly string[] = []): Schema =>
  object({
    metadata: or(
      {},
      {
        ...METADATA,
        properties: {
          ...METADATA.properties,
          annotations,
          labels: { ...texts, properties: Object.fromEntries(labels.map((name) => [name, byServer(text)])) },
        },
      },
    ),
    spec: pod,
  })
