/** `validate --cluster`: references are held to what a real API server has, seen with the rights of who asks. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { config, entriesOf, writer } from './kubeconfigs.ts'

const NAMESPACE = 'agentgateway-system'
const IN_CLUSTER = `
apiVersion: v1
kind: Namespace
metadata: {name: ${NAMESPACE}}
---
apiVersion: v1
kind: Namespace
metadata: {name: tools, labels: {team: a}}
---
apiVersion: v1
kind: Namespace
metadata: {name: others, labels: {team: b}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: agentgateway, namespace: ${NAMESPACE}}
spec:
  gatewayClassName: agentgateway
  listeners:
  - {name: http, port: 8080, protocol: HTTP}
  - name: team
    port: 8081
    protocol: HTTP
    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}
---
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: filesystem, namespace: tools}
spec: {mcp: {stdio: {cmd: my-server}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: routes, namespace: tools}
spec:
  from: [{group: agentgateway.dev, kind: AIRoute, namespace: ${NAMESPACE}}]
  to: [{group: agentgateway.dev, kind: MCPBackend, name: filesystem}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: tools}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: tools, labels: {found: "yes"}}
stringData: {token: very-secret-token}
`
const mcp = (name: string, namespace = 'tools') =>
  `{group: agentgateway.dev, kind: MCPBackend, name: ${name}, namespace: ${namespace}}`
const route = (
  name: string,
  namespace: string,
  parent: string,
  backend: string,
) => `apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  parentRefs: [{name: agentgateway, namespace: ${NAMESPACE}${parent}}]
  rules:
  - matches: [{path: {value: /${name}}}]
    backendRefs: [${backend}]
`
const remote = (service: string, port: number, secret: string) => `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: ${service}-${port}, namespace: tools}
spec:
  mcp:
    static: {backendRef: {name: ${service}}, port: ${port}}
    policies: {auth: {secretRef: {name: ${secret}}}}
`

let plane: ControlPlane
let bare: ControlPlane
let write: ReturnType<typeof writer>

beforeAll(async () => {
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), join(ROOT, 'schemas/crds')] })
  bare = await startControlPlane()
  write = writer(plane.directory)
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  const applied = await plane.kubectl(['apply', '-f', '-'], { input: IN_CLUSTER })
  if (applied.code !== 0) throw new Error(applied.stderr)
})
afterAll(async () => {
  await plane.stop()
  await bare.stop()
})

interface Told {
  readonly code: number
  readonly stderr: string
  readonly stdout: string
  /** `SEVERITY CODE PATH` */
  readonly findings: readonly string[]
}

const validate = async (
  texts: readonly string[],
  args: readonly string[] = ['--cluster'],
  kubeconfig = plane.kubeconfig,
): Promise<Told> => {
  const file = join(plane.directory, 'input.yaml')
  writeFileSync(file, texts.join('---\n'))
  const { code, stdout, stderr } = await runCli(['validate', file, '-o', 'json', ...args], {
    cwd: plane.directory,
    env: { KUBECONFIG: kubeconfig },
  })
  const { findings } = (code < 2 ? JSON.parse(stdout) : { findings: [] }) as {
    findings: { severity: string; code: string; path: string }[]
  }
  return {
    code,
    stdout,
    stderr,
    findings: findings.map((one) => `${one.severity} ${one.code} ${one.path}`),
  }
}

const BACKEND = 'spec.rules[0].backendRefs[0]'

describe('validate --cluster', () => {
  it('finds in the cluster what the manifests refer to', async () => {
    const told = await validate([
      route('own', 'tools', ', sectionName: team', mcp('filesystem')),
      route('far', NAMESPACE, '', mcp('filesystem')),
      remote('web', 80, 'token'),
    ])
    expect(told).toMatchObject({ code: 0, findings: [], stderr: '' })
  })

  it('takes for an error what neither has', async () => {
    const texts = [route('own', 'tools', ', sectionName: team', mcp('filesistem')), remote('wbe', 80, 'tokn')]
    expect(await validate(texts)).toMatchObject({
      code: 1,
      findings: [
        `error missing-backend ${BACKEND}.name`,
        'error missing-service spec.mcp.static.backendRef.name',
        'error missing-secret spec.mcp.policies.auth.secretRef.name',
      ],
    })
    expect(await validate(texts, [])).toMatchObject({
      code: 0,
      findings: [
        `warning missing-backend ${BACKEND}.name`,
        'warning missing-service spec.mcp.static.backendRef.name',
        'info missing-secret spec.mcp.policies.auth.secretRef.name',
      ],
    })
  })

  it('knows the listeners, the labels of namespaces, the ports and the grants of the cluster', async () => {
    const { findings } = await validate([
      route('closed', 'tools', ', sectionName: http', mcp('filesystem')),
      route('label', 'others', ', sectionName: team', mcp('mine', 'others')),
      route('nowhere', 'tools', ', sectionName: https', mcp('filesystem')),
      route('other-name', NAMESPACE, '', mcp('web-81')),
      remote('web', 81, 'token'),
      'apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: mine, namespace: others}\nspec: {mcp: {stdio: {cmd: my-server}}}\n',
    ])
    expect(findings).toEqual([
      'error route-not-allowed spec.parentRefs[0].name',
      'error route-not-allowed spec.parentRefs[0].name',
      'error unknown-listener spec.parentRefs[0].sectionName',
      `error missing-grant ${BACKEND}.namespace`,
      'error missing-port spec.mcp.static.port',
    ])
  })

  it('holds the Gateway of the settings to the cluster, too', async () => {
    const [own] = [route('own', NAMESPACE, '', mcp('here', NAMESPACE))]
    const here = `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: here}\nspec: {mcp: {stdio: {cmd: my-server}}}\n`
    expect((await validate([own, here], [])).findings).toEqual([])
    const { findings, stderr } = await validate([own, here], ['--cluster'], bare.kubeconfig)
    expect(findings).toEqual(['error missing-gateway spec.parentRefs[0].name'])
    expect(stderr).toContain('does not serve Gateway')
  })

  it('says which kinds the user may not list, and judges these as without a cluster', async () => {
    const { cluster, user } = entriesOf(plane.kubeconfig)
    const rules = ['--verb=list', '--resource=services', '-n', 'tools']
    await plane.kubectl(['create', 'role', 'services', ...rules])
    await plane.kubectl(['create', 'rolebinding', 'services', '--role=services', '--user=bob', '-n', 'tools'])
    const { code, findings, stderr } = await validate(
      [remote('wbe', 80, 'tokn'), route('own', 'tools', '', mcp('filesistem'))],
      ['--cluster'],
      write(config(cluster, { ...user, as: 'bob' })),
    )
    expect(code).toBe(1)
    expect(findings).toEqual([
      'error missing-service spec.mcp.static.backendRef.name',
      'info missing-secret spec.mcp.policies.auth.secretRef.name',
      `warning missing-backend ${BACKEND}.name`,
    ])
    expect(stderr).toMatch(/you may not list .*Secret in namespace tools/)
    expect(stderr).toMatch(/Gateway in namespace agentgateway-system/)
    expect(stderr).not.toContain('Service in')
  })

  it('lists all namespaces at once where references lead into many', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => {
      const namespace = i === 0 ? 'tools' : `n${i}`
      return route(`r${i}`, namespace, ', sectionName: team', mcp('filesystem', namespace))
    })
    const { findings } = await validate(texts)
    expect(findings.filter((finding) => finding.startsWith('error missing-backend'))).toHaveLength(11)
  })

  it.each([
    ['a cluster that is not reachable', 'https://127.0.0.1:1'],
    ['what is no Kubernetes', undefined],
  ])('exits 3 for %s, also where nothing needs to be looked up', async (_, server) => {
    const { cluster, user } = entriesOf(plane.kubeconfig)
    const kubeconfig =
      server === undefined ? join(plane.directory, 'none') : write(config({ ...cluster, server }, user))
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
    const { code, stdout, stderr } = await validate([text], ['--cluster'], kubeconfig)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^error: .*\[[a-z-]+\]/m)
  })

  it('takes --context and --kubeconfig with --cluster only', async () => {
    for (const flag of ['--context', '--kubeconfig'])
      expect(await validate([], [flag, 'x'])).toMatchObject({ code: 2, stdout: '' })
  })
})

it('a list of metadata holds nothing else of a Secret', async () => {
  const cluster = await connect({ kubeconfig: plane.kubeconfig })
  const secrets = await cluster.list(
    { apiVersion: 'v1', kind: 'Secret' },
    { namespace: 'tools', metadataOnly: true },
  )
  const secret = secrets.find(({ metadata }) => metadata.name === 'token')
  expect(secret).toMatchObject({ apiVersion: 'v1', kind: 'Secret', metadata: { labels: { found: 'yes' } } })
  expect(Object.keys(secret ?? {}).sort()).toEqual(['apiVersion', 'kind', 'metadata'])
})
