/** `install` over what an older version installed: its manifests as they were, from this repository's history. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import { refOf, type Resource } from '../../src/model/resource.ts'
import { installedObjects } from '../../src/operations/install.ts'
import { foresee } from '../../src/plan/install.ts'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { lockOn, must, objectOf, startWithKinds, outcomeOf } from './lock-cluster.ts'
import { lock, unlock } from '../../src/apply/locks.ts'

const OLD = join(ROOT, 'test/fixtures/install/0.0.9')
const BACKENDS = 'mcpbackends.agentgateway.dev'

let plane: ControlPlane

const install = (...args: string[]) => runCli(['install', ...args], { env: { KUBECONFIG: plane.kubeconfig } })
const asOldVersion = (input: string): Promise<string> =>
  must(
    plane,
    ['apply', '--server-side', '--force-conflicts', '--field-manager=kubectl-agentgw', '-f', '-'],
    input,
  )
const oldFile = (name: string): string => readFileSync(join(OLD, `${name}.yaml`), 'utf8')
const versions = async (): Promise<Set<string>> => {
  const kinds = 'crd,clusterrole,validatingadmissionpolicy,validatingadmissionpolicybinding'
  const path = 'jsonpath={range .items[*]}{.metadata.annotations.agentgw\\.dev/version}{"\\n"}{end}'
  const own = await must(plane, ['get', kinds, '-l', 'agentgw.dev/part-of=kubectl-agentgw', '-o', path])
  return new Set(own.trim().split('\n'))
}

beforeAll(async () => {
  plane = await startWithKinds()
  await asOldVersion(oldFile('namespace'))
  for (const name of ['lock', 'rbac-operator', 'rbac-responder', 'crd-mcpbackends'])
    await asOldVersion(oldFile(name))
  // What the old version had and this one has not.
  const role = oldFile('rbac-operator').split('---')[0] ?? ''
  await asOldVersion(
    role
      .replace('    agentgw.dev/version', '    agentgw.dev/gone: x\n    agentgw.dev/version')
      .replace(
        'rules:\n',
        'rules:\n  - apiGroups: [example.com]\n    resources: [things]\n    verbs: [get]\n',
      ),
  )
  await must(plane, ['wait', '--for=condition=Established', '--timeout=30s', 'crd', BACKENDS])
  await must(plane, ['create', 'namespace', 'a'])
  await must(plane, ['create', '-f', '-'], JSON.stringify(objectOf('MCPBackend', 'a', 'stands')))
  // Of nobody's version but its own.
  await must(plane, ['create', 'clusterrole', 'somebody', '--verb=get', '--resource=pods'])
})
afterAll(() => plane.stop())

const standing = (name: string): Promise<string> =>
  must(plane, ['get', 'mcpbackend', name, '-n', 'a', '-o', 'jsonpath={.spec}'])

describe('install over an older version', () => {
  it('changes nothing where an object that stands would be invalid, and names it', async () => {
    // A rule that the old version had not.
    const crd = JSON.parse(await must(plane, ['get', 'crd', BACKENDS, '-o', 'json'])) as Resource
    const path =
      '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/mcp/x-kubernetes-validations'
    await must(plane, [
      'patch',
      'crd',
      BACKENDS,
      '--field-manager=kubectl-agentgw',
      '--type=json',
      '-p',
      JSON.stringify([{ op: 'remove', path }]),
    ])
    const both = objectOf('MCPBackend', 'a', 'both')
    const spec = { mcp: { stdio: { cmd: 'npx' }, static: { host: 'example.com', port: 80 } } }
    const input = JSON.stringify({ ...both, spec })
    await expect.poll(async () => (await plane.kubectl(['apply', '-f', '-'], { input })).code).toBe(0)
    for (const how of [[], ['--dry-run'], ['--dry-run=server']]) {
      const { code, stdout, stderr } = await install(...how)
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(stderr).toMatch(
        /^error: 1 objects .*mcpbackend\/both -n a: spec\.mcp: .*\[stored-invalid\]\nhint: .*--allow-invalid/,
      )
      expect(await versions()).toEqual(new Set(['0.0.9']))
    }
    expect(crd.kind).toBe('CustomResourceDefinition')
  })

  it('brings all up to date, fields that are gone too, and says from which version to which', async () => {
    const { code, stdout, stderr } = await install('--allow-invalid', '-o', 'json')
    expect(code, stderr).toBe(0)
    const report = conforms('install', stdout) as {
      resources: { resource: { kind: string; name: string }; state: string; version?: object }[]
    }
    const configured = report.resources.filter(({ state }) => state === 'configured')
    expect(configured.length).toBe(9)
    for (const { version } of configured) expect(version).toEqual({ from: '0.0.9', to: '0.1.0' })
    expect(
      report.resources.filter(({ state }) => state === 'created').map(({ resource }) => resource.name),
    ).toEqual(['airoutes.agentgateway.dev'])
    expect(await versions()).toEqual(new Set(['0.1.0']))

    const cluster = await connect({ kubeconfig: plane.kubeconfig, env: {} })
    for (const desired of await installedObjects({ root: ROOT, crdsOnly: false })) {
      const live = await cluster.get(refOf(desired))
      expect(foresee({ desired, live }), desired.metadata.name).toBe('unchanged')
    }
    const role = await cluster.get({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      name: 'agentgw-operator',
    })
    expect(role?.metadata.annotations).not.toHaveProperty('agentgw.dev/gone')
    expect(JSON.stringify(role?.['rules'])).not.toContain('example.com')
  })

  it('leaves what stands as it was, and the lock holds', async () => {
    expect(JSON.parse(await standing('stands'))).toEqual({ mcp: { stdio: { cmd: 'npx' } } })
    expect(JSON.parse(await standing('both'))).toHaveProperty('mcp.static.host', 'example.com')
    expect(await must(plane, ['get', 'clusterrole', 'somebody', '-o', 'name'])).toContain('somebody')
    const cluster = await connect({ kubeconfig: plane.kubeconfig, env: {} })
    const object = objectOf('MCPBackend', 'a', 'locked')
    await lock(cluster, 'a', [lockOn(refOf(object))])
    await expect.poll(() => outcomeOf(cluster.create(object, { dryRun: true }))).toBe('revoked')
    await unlock(cluster, [refOf(object)])
  })

  it('does nothing the second time', async () => {
    const { code, stdout } = await install()
    expect(code).toBe(0)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .every((line) => line.endsWith(' unchanged')),
    ).toBe(true)
  })

  it('tells it as a line of text, of a dry run too', async () => {
    await must(plane, [
      'annotate',
      'clusterrole',
      'agentgw-responder',
      '--overwrite',
      '--field-manager=kubectl-agentgw',
      'agentgw.dev/version=0.0.8',
    ])
    expect((await install('--dry-run')).stdout).toContain(
      'clusterrole/agentgw-responder configured (0.0.8 → 0.1.0) (dry run)\n',
    )
    expect((await install()).stdout).toContain('clusterrole/agentgw-responder configured (0.0.8 → 0.1.0)\n')
  })

  it('changes nothing where objects are stored in a version that is gone', async () => {
    await must(plane, [
      'annotate',
      'crd',
      BACKENDS,
      '--overwrite',
      '--field-manager=kubectl-agentgw',
      'agentgw.dev/version=0.0.8',
    ])
    const status = JSON.stringify({ status: { storedVersions: ['v1alpha0', 'v1alpha1'] } })
    // Only what the CRD has may be stored; so it has it for a moment.
    const crd = JSON.parse(await must(plane, ['get', 'crd', BACKENDS, '-o', 'json'])) as {
      spec: { versions: { name: string; storage: boolean; served: boolean }[] }
    }
    const [version] = crd.spec.versions
    const versions = [...crd.spec.versions, { ...version, name: 'v1alpha0', storage: false, served: false }]
    await must(plane, [
      'patch',
      'crd',
      BACKENDS,
      '--type=merge',
      '-p',
      JSON.stringify({ spec: { versions } }),
    ])
    await must(plane, ['patch', 'crd', BACKENDS, '--subresource=status', '--type=merge', '-p', status])
    const { code, stderr } = await install('--force-conflicts')
    expect(code).toBe(3)
    expect(stderr).toMatch(/v1alpha0.*\[stored-invalid\]/)
  })
})
