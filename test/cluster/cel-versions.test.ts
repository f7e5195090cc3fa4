/** An API server takes in a CRD's rule what we say that its version takes; AGENTGW_KUBERNETES_VERSION chooses another version. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kubernetesVersion } from '../controlplane/assets.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { CEL_SCHEMA } from '../fixtures/cel/schema.ts'
import { FIRST_TAKEN } from '../fixtures/cel/versions.ts'
import { crdOf } from './crd-of.ts'

const minor = Number(kubernetesVersion().split('.')[1])

let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane.stop())

it.each(FIRST_TAKEN)('%s: 1.%i', async (rule, first) => {
  const spec = { ...CEL_SCHEMA, 'x-kubernetes-validations': [{ rule }] }
  const input = JSON.stringify(crdOf('versions.agentgw.dev', 'thing', { spec }))
  const { code, stderr } = await plane.kubectl(['create', '--dry-run=server', '-f', '-'], { input })
  if (minor >= first) expect([code, stderr]).toEqual([0, ''])
  else expect(stderr).toMatch(/x-kubernetes-validations\[0\]\.rule: Invalid value: .*compilation failed/s)
})
