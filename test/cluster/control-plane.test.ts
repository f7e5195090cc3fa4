/** The control plane that the other tests of this folder stand on is the real thing, and leaves nothing. */
import { existsSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'

describe('a control plane', () => {
  let controlPlane: ControlPlane

  beforeAll(async () => {
    controlPlane = await startControlPlane({ crds: [await gatewayApiCrds()] })
  })
  afterAll(async () => {
    await controlPlane.stop()
  })

  it('keeps its kubeconfig from others', () => {
    expect(statSync(controlPlane.kubeconfig).mode & 0o777).toBe(0o600)
  })

  it('knows its administrator and users by their certificates', async () => {
    const admin = await controlPlane.kubectl(['auth', 'whoami', '-o', 'json'])
    expect(JSON.parse(admin.stdout)).toMatchObject({ status: { userInfo: { username: 'admin' } } })

    const kubeconfig = controlPlane.user('ann', ['ops', 'dev'])
    const ann = await controlPlane.kubectl(['auth', 'whoami', '-o', 'json'], { kubeconfig })
    expect(JSON.parse(ann.stdout)).toMatchObject({
      status: { userInfo: { username: 'ann', groups: ['ops', 'dev', 'system:authenticated'] } },
    })
  })

  it('gives a new user no rights', async () => {
    const { code, stderr } = await controlPlane.kubectl(['get', 'secrets'], {
      kubeconfig: controlPlane.user('bob'),
    })
    expect(code).toBe(1)
    expect(stderr).toContain('User "bob" cannot list resource "secrets"')
  })

  it('checks objects against the CRDs it was given, CEL rules too', async () => {
    const create = (ports: readonly number[]) =>
      controlPlane.kubectl(['create', '-f', '-'], {
        input: JSON.stringify({
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'Gateway',
          metadata: { name: 'g' },
          spec: {
            gatewayClassName: 'c',
            listeners: ports.map((port, i) => ({ name: `l${i}`, port, protocol: 'HTTP' })),
          },
        }),
      })
    const twice = await create([80, 80])
    expect(twice.code).toBe(1)
    expect(twice.stderr).toContain('Combination of port, protocol and hostname must be unique')
    expect(await create([80, 81])).toMatchObject({ code: 0 })
  })

  it('leaves no server and no directory behind', async () => {
    const other = await startControlPlane()
    await other.stop()
    expect(existsSync(other.directory)).toBe(false)
    await expect(fetch(other.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })
})
