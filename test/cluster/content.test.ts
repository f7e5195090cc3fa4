/** What of Secrets and ConfigMaps the API server can not decode is found without it, and nothing else is. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { checkBuiltIn } from '../../src/validate/built-in.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { outcomeOf } from './lock-cluster.ts'

let plane: ControlPlane
let cluster: Cluster

beforeAll(async () => {
  plane = await startControlPlane()
  cluster = await connect({ kubeconfig: plane.kubeconfig, env: {} })
})
afterAll(() => plane.stop())

const VALUES: readonly unknown[] = [
  '',
  'YQ==',
  'YQ==\n',
  'Y\r\nQ\n==',
  'YWI=',
  'YWJj',
  'YR==',
  'YWJ=',
  'AAA/+9==',
  'YQ',
  'YQ=',
  'YQ===',
  '=YQ=',
  'YQ==YQ==',
  'YQ ==',
  ' YQ==',
  'YQ==\t',
  'AA_-',
  'plain text',
  '\u00e4',
  null,
  7,
  true,
  1.5,
  ['YQ=='],
  { a: 'YQ==' },
]

const FIELDS = [
  ['Secret', 'data'],
  ['Secret', 'stringData'],
  ['ConfigMap', 'data'],
  ['ConfigMap', 'binaryData'],
] as const

it.each(FIELDS)('%s.%s', async (kind, field) => {
  const seen = { good: 0, bad: 0 }
  for (const content of [...VALUES.map((value) => ({ key: value })), null, 'text', 7, [], {}]) {
    const metadata = { name: 'x', namespace: 'default' }
    const object = { apiVersion: 'v1', kind, metadata, [field]: content }
    const said = await outcomeOf(cluster.apply(object, { dryRun: true }))
    const issues = checkBuiltIn(object)
    expect({ content, said, refused: issues.length > 0 }).toEqual({ content, said, refused: said !== 'done' })
    seen[issues.length > 0 ? 'bad' : 'good']++
  }
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(4)
})
