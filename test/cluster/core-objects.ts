/** Random objects of built-in kinds, small enough for edits of different hands to meet. */
import fc from 'fast-check'
import type { Draft } from './widgets.ts'

const word = fc.constantFrom('a', 'b', 'c')
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const words = fc.dictionary(word, word)
const base64 = words.map((map) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
)

const draft = <T extends object>(
  kind: string,
  content: fc.Arbitrary<T>,
  apiVersion = 'v1',
): fc.Arbitrary<Draft> =>
  fc
    .record({ metadata: some({ labels: words, annotations: words }), content })
    .map(({ metadata, content }) => ({ apiVersion, kind, metadata, ...content }))

export const configMaps = draft('ConfigMap', some({ data: words, binaryData: fc.constant({ bin: 'YQ==' }) }))

export const secrets = draft('Secret', some({ data: base64, stringData: words }))

const port = fc.record(
  {
    port: fc.constantFrom(80, 81, 82),
    protocol: fc.constantFrom('TCP', 'UDP'),
    targetPort: fc.constantFrom<number | string>(80, 8080, 'http'),
    appProtocol: fc.constantFrom('http', 'grpc'),
  },
  { requiredKeys: ['port'] },
)

export const services = draft(
  'Service',
  fc.record({
    spec: fc.record(
      {
        ports: fc
          .uniqueArray(port, {
            minLength: 1,
            maxLength: 3,
            selector: ({ port, protocol = 'TCP' }) => `${port} ${protocol}`,
          })
          .map((ports) =>
            ports.map((one, i) => ({
              ...one,
              name: `p${one.port}-${(one.protocol ?? 'TCP').toLowerCase()}-${i}`,
            })),
          ),
        selector: words,
        externalIPs: fc.uniqueArray(fc.constantFrom('192.0.2.1', '192.0.2.2'), { maxLength: 2 }),
        type: fc.constantFrom('ClusterIP', 'LoadBalancer'),
        loadBalancerSourceRanges: fc.constant(['192.0.2.0/24']),
        sessionAffinity: fc.constantFrom('None', 'ClientIP'),
      },
      { requiredKeys: ['ports'] },
    ),
  }),
)

const image = fc.constantFrom(
  'a',
  'a:1',
  'a:latest',
  'r.example.com:5000/a',
  'r.example.com:5000/a:1',
  `a@sha256:${'0'.repeat(64)}`,
)
const http = some({ path: fc.constantFrom('/', '/live'), scheme: fc.constantFrom('HTTP', 'HTTPS') }).map(
  (more) => ({
    httpGet: { port: 80, ...more },
  }),
)
const probe = fc
  .record({
    how: fc.oneof(http, fc.constant({ tcpSocket: { port: 80 } }), fc.constant({ grpc: { port: 80 } })),
    when: some({ periodSeconds: fc.constantFrom(10, 20), timeoutSeconds: fc.constantFrom(1, 2) }),
  })
  .map(({ how, when }) => ({ ...how, ...when }))

const env = fc
  .record({
    name: word,
    from: fc.option(
      fc.constantFrom<object>(
        { fieldRef: { fieldPath: 'metadata.name' } },
        { resourceFieldRef: { resource: 'limits.cpu' } },
        { secretKeyRef: { name: 's', key: 'k' } },
      ),
      { freq: 2 },
    ),
  })
  .map(({ name, from }) => (from === null ? { name, value: name } : { name, valueFrom: from }))

/** As the server writes them. */
const cpu = fc.constantFrom('1', '500m', '1500m', '2')
const memory = fc.constantFrom('64Mi', '1Gi', '500M', '1023Ki', '134217728')

const container = fc.record(
  {
    name: word,
    image,
    imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent'),
    env: fc.uniqueArray(env, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
    ports: fc.uniqueArray(
      fc.record(
        { containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP') },
        { requiredKeys: ['containerPort'] },
      ),
      {
        minLength: 1,
        maxLength: 2,
        selector: ({ containerPort, protocol = 'TCP' }) => `${containerPort} ${protocol}`,
      },
    ),
    resources: some({
      limits: some({ cpu, memory }),
      requests: fc.constant({ cpu: '100m', memory: '16Mi' }),
    }),
    livenessProbe: probe,
    volumeMounts: fc.constant([{ name: 'v', mountPath: '/v' }]),
    securityContext: some({ runAsNonRoot: fc.constant(true), capabilities: fc.constant({ drop: ['ALL'] }) }),
  },
  { requiredKeys: ['name', 'image'] },
)

const volume = fc.constantFrom<object>(
  { emptyDir: {} },
  { emptyDir: { sizeLimit: '64Mi' } },
  { configMap: { name: 'm' } },
  { secret: { secretName: 's', defaultMode: 420 } },
  { hostPath: { path: '/v' } },
  { downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
  { projected: { sources: [{ serviceAccountToken: { path: 'p' } }] } },
)

const pod = (more: object = {}) =>
  fc
    .record({
      containers: fc.uniqueArray(container, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
      volume,
      rest: some({
        serviceAccountName: word,
        nodeSelector: words,
        terminationGracePeriodSeconds: fc.constantFrom(30, 60),
        dnsPolicy: fc.constantFrom('ClusterFirst', 'Default'),
        securityContext: fc.constant({ fsGroup: 1 }),
        imagePullSecrets: fc.constant([{ name: 'p' }]),
        tolerations: fc.constant([{ key: 'k', operator: 'Exists' }]),
        topologySpreadConstraints: fc.constant([
          {
            maxSkew: 1,
            topologyKey: 'zone',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { app: 'a' } },
          },
        ]),
      }),
    })
    .map(({ containers, volume, rest }) => ({
      metadata: { labels: { app: 'a' } },
      spec: { containers, volumes: [{ name: 'v', ...volume }], ...rest, ...more },
    }))

const selector = fc.constant({ matchLabels: { app: 'a' } })
const workload = <T extends object>(kind: string, own: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  draft(
    kind,
    fc
      .record({ selector, template: pod(), own: some(own) })
      .map(({ selector, template, own }) => ({ spec: { selector, template, ...own } })),
    'apps/v1',
  )

export const deployments = workload('Deployment', {
  replicas: fc.constantFrom(1, 2),
  strategy: fc.constantFrom<object>(
    { type: 'Recreate' },
    { type: 'RollingUpdate' },
    { rollingUpdate: { maxSurge: 1 } },
    { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  ),
  progressDeadlineSeconds: fc.constantFrom(600, 700),
})

export const statefulSets = workload('StatefulSet', {
  serviceName: word,
  podManagementPolicy: fc.constantFrom('Parallel', 'OrderedReady'),
  updateStrategy: fc.constantFrom<object>({ type: 'OnDelete' }, { rollingUpdate: { partition: 1 } }),
  volumeClaimTemplates: fc.constant([
    {
      metadata: { name: 'c' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ]),
})

export const daemonSets = workload('DaemonSet', {
  updateStrategy: fc.constantFrom<object>({ type: 'OnDelete' }, { rollingUpdate: { maxUnavailable: 2 } }),
})

const job = <T extends object>(own: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc
    .record({ template: pod({ restartPolicy: 'Never' }), own: some(own) })
    .map(({ template: { spec }, own }) => ({ template: { spec }, ...own }))

export const jobs = draft(
  'Job',
  job({
    parallelism: fc.constantFrom(1, 2),
    completions: fc.constantFrom(1, 3),
    backoffLimit: fc.constantFrom(6, 2),
    podFailurePolicy: fc.constant({
      rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }],
    }),
  }).map((spec) => ({ spec })),
  'batch/v1',
)

export const cronJobs = draft(
  'CronJob',
  fc
    .record({
      spec: job({ backoffLimit: fc.constantFrom(6, 2) }),
      own: some({ suspend: fc.boolean(), concurrencyPolicy: fc.constantFrom('Allow', 'Forbid') }),
    })
    .map(({ spec, own }) => ({ spec: { schedule: '* * * * *', jobTemplate: { spec }, ...own } })),
  'batch/v1',
)

const peers = fc.array(
  some({ ports: fc.constantFrom<object[]>([{ port: 80 }], [{ port: 53, protocol: 'UDP' }]) }),
  { minLength: 1, maxLength: 2 },
)

export const networkPolicies = draft(
  'NetworkPolicy',
  fc
    .record({
      podSelector: fc.constantFrom<object>({}, { matchLabels: { app: 'a' } }),
      own: some({ ingress: peers, egress: peers }),
    })
    .map(({ podSelector, own }) => ({ spec: { podSelector, ...own } })),
  'networking.k8s.io/v1',
)

const scaling = some({
  stabilizationWindowSeconds: fc.constantFrom(0, 300),
  selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled'),
  policies: fc.constant([{ type: 'Pods', value: 4, periodSeconds: 15 }]),
})

export const autoscalers = draft(
  'HorizontalPodAutoscaler',
  fc
    .record(
      {
        minReplicas: fc.constantFrom(1, 2),
        maxReplicas: fc.constant(3),
        target: fc.constantFrom<object>(
          { type: 'Utilization', averageUtilization: 70 },
          { type: 'AverageValue', averageValue: '250m' },
        ),
        behavior: some({ scaleDown: scaling, scaleUp: scaling }),
      },
      { requiredKeys: ['maxReplicas'] },
    )
    .map(({ target, ...spec }) => ({
      spec: {
        ...spec,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
        ...(target && { metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] }),
      },
    })),
  'autoscaling/v2',
)

export const budgets = draft(
  'PodDisruptionBudget',
  fc.constant({ spec: { minAvailable: 1, selector: { matchLabels: { app: 'a' } } } }),
  'policy/v1',
)

export const ingresses = draft(
  'Ingress',
  fc
    .record({
      service: fc.constantFrom<object>({ port: { number: 80 } }, { port: { name: 'http' } }),
      own: some({
        ingressClassName: word,
        tls: fc.constant([{ hosts: ['a.example.com'], secretName: 's' }]),
        defaultBackend: fc.constant({
          resource: { apiGroup: 'agentgateway.dev', kind: 'MCPBackend', name: 'a' },
        }),
      }),
    })
    .map(({ service, own }) => {
      const paths = [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', ...service } } }]
      return { spec: { rules: [{ host: 'a.example.com', http: { paths } }], ...own } }
    }),
  'networking.k8s.io/v1',
)

export const serviceAccounts = draft(
  'ServiceAccount',
  some({
    automountServiceAccountToken: fc.boolean(),
    imagePullSecrets: fc.constant([{ name: 'p' }]),
  }),
)
