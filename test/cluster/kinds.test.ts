/** Both kinds on a real API server: what it accepts, and what it refuses in which words. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { isClusterError, type RefusalCause } from '../../src/model/cluster-error.ts'
import type { Resource } from '../../src/model/resource.ts'
import { NAMESPACE } from '../fixtures/kinds/case.ts'
import { KIND_CASES } from '../fixtures/kinds/cases.ts'
import { type KindServer, startKindServer } from '../fixtures/kinds/server.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCUMENTS = join(ROOT, 'test/fixtures/kinds/documents.yaml')
const EXAMPLE = join(ROOT, 'manifests/examples/filesystem/manifests/filesystem.yaml')

let server: KindServer

beforeAll(async () => {
  server = await startKindServer()
})

afterAll(async () => {
  await server.stop()
})

it('the API server takes the CRDs without a warning', () => {
  expect(server.installation).toBe('')
})

it('the filesystem example is valid', async () => {
  await server.kubectl('create', '--dry-run=server', '-f', EXAMPLE)
})

it('the examples of docs/kinds.md are valid', async () => {
  const page = readFileSync(join(ROOT, 'docs/kinds.md'), 'utf8')
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml)
  expect(examples).toHaveLength(3)
  for (const example of examples)
    for (const { value } of parse('-', example).documents)
      await server.cluster.create(value as Resource, { dryRun: true })
})

describe('the documents that must be valid exactly as they stand', () => {
  beforeAll(async () => {
    await server.kubectl('create', '-f', DOCUMENTS)
  })

  const written = parse(DOCUMENTS, readFileSync(DOCUMENTS, 'utf8')).documents.map(
    ({ value }) => value as Resource,
  )

  it('MCPBackend: stands as it was written', async () => {
    expect((await server.get('mcpbackend', 'filesystem'))['spec']).toEqual(written[0]?.['spec'])
  })

  it('AIRoute: stands with the defaults of HTTPRoute', async () => {
    expect((await server.get('airoute', 'openai'))['spec']).toEqual({
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: 'agentgateway',
          namespace: 'agentgateway-system',
        },
      ],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [
            { group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'openai', weight: 1 },
          ],
        },
      ],
    })
  })
})

describe('verdicts', () => {
  /** The objections to a document; the note that rules were left out after a broken schema is none. */
  const objections = async (document: Resource): Promise<readonly RefusalCause[]> => {
    try {
      await server.cluster.create(document, { dryRun: true })
      return []
    } catch (error) {
      if (!isClusterError(error, 'rejected')) throw error
      return error.causes.filter(({ field }) => field !== '<nil>')
    }
  }

  it.each(KIND_CASES)('$name', async ({ document, expected }) => {
    const found = await objections(document)
    // What stands before the message (`Invalid value: "x": `), and how values are written, depends on the version of Kubernetes.
    const told = found.map(({ field, message: text }, i) => {
      const message = text
        .replace('map[string]interface {}', '')
        .replace(/may not be longer than (\d+)$/, 'may not be more than $1 bytes')
      const end = expected[i]?.message ?? ''
      return { path: field, message: message.endsWith(end) ? end : message }
    })
    expect(told).toEqual(expected)
  })
})

it.each([
  [
    'an unknown field',
    { spec: { mcp: { stdio: { cmd: 'npx', arg: [] } } } },
    'unknown field "spec.mcp.stdio.arg"',
  ],
  [
    'claims of resources',
    { spec: { mcp: { stdio: { cmd: 'npx' } }, deployment: { resources: { claims: [] } } } },
    'unknown field "spec.deployment.resources.claims"',
  ],
])('%s is refused', async (_name, fields, message) => {
  const document = {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'MCPBackend',
    metadata: { name: 'a', namespace: NAMESPACE },
    ...fields,
  }
  await expect(server.cluster.create(document, { dryRun: true })).rejects.toThrow(message)
})
