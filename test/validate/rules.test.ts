/** Rules across resources: what triggers them, and what just misses. */
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import { AROUND, backend, brief as briefAll, NAMESPACE, verdictOf } from './verdict-of.ts'

/** What the rules across resources say; the objects here need not be whole. */
const brief = (verdict: Verdict): string[] =>
  briefAll({ ...verdict, findings: verdict.findings.filter(({ stage }) => stage === 'rules') })

const STDIO = '  mcp: {stdio: {cmd: npx}}\n'
const route = (
  ref: string,
  { kind = 'AIRoute', group = 'agentgateway.dev/v1alpha1', metadata = 'name: r' } = {},
): string =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata: {${metadata}}\nspec:\n  parentRefs: [{name: agentgateway, namespace: agentgateway-system}]\n  rules:\n  - backendRefs: [${ref}]\n`
const MCP = 'group: agentgateway.dev, kind: MCPBackend'

describe('duplicate-resource', () => {
  it('names both places', async () => {
    const { findings, summary } = await verdictOf({
      'a.yaml': backend(STDIO),
      'b.yaml': `# copy\n${backend(STDIO)}`,
    })
    expect(findings).toMatchObject([
      { code: 'duplicate-resource', severity: 'error', stage: 'rules', file: 'b.yaml', line: 4, column: 18 },
    ])
    expect(findings[0]?.message).toContain('a.yaml:3')
    expect(summary).toMatchObject({ valid: 1, invalid: 1 })
  })

  it('counts the second one alone as invalid, in one file, too', async () => {
    const { summary } = await verdictOf({ a: `${backend(STDIO)}---\n${backend(STDIO)}` })
    expect(summary).toMatchObject({ resources: 2, valid: 1, invalid: 1 })
  })

  it('takes an object without a namespace to be in the default one, and looks at kinds without a schema, too', async () => {
    const service = (namespace: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: a${namespace}}\n`
    expect(
      brief(await verdictOf({ a: service(''), b: service(', namespace: agentgateway-system') })),
    ).toEqual(['3:18 error duplicate-resource metadata.name'])
  })

  it('knows other namespaces, names, kinds and groups apart, and versions not', async () => {
    const gateway = (group: string) => `apiVersion: ${group}\nkind: Gateway\nmetadata: {name: filesystem}\n`
    const files = {
      a: backend(STDIO),
      b: backend(STDIO, 'filesystem, namespace: other'),
      c: backend(STDIO, 'other'),
      d: gateway('gateway.networking.k8s.io/v1'),
      e: gateway('networking.istio.io/v1'),
    }
    expect(brief(await verdictOf(files))).toEqual([])
    expect(
      brief(await verdictOf({ ...files, f: gateway('gateway.networking.k8s.io/v1beta1') })),
    ).toHaveLength(1)
  })
})

describe('missing-backend', () => {
  const MISSING = ['7:69 warning missing-backend spec.rules[0].backendRefs[0].name']

  it('is a warning, with what was meant', async () => {
    const result = await verdictOf({
      'r.yaml': route(`{${MCP}, name: filesistem}`),
      'b.yaml': backend(STDIO),
    })
    expect(brief(result)).toEqual(MISSING)
    expect(result.findings[0]).toMatchObject({ stage: 'rules', hint: 'did you mean "filesystem"?' })
    expect(result.summary).toMatchObject({ valid: 2, invalid: 0 })
  })

  it('looks in the namespace of the reference, else of the route, else the default', async () => {
    const there = { b: backend(STDIO, 'filesystem, namespace: tools') }
    expect(
      brief(await verdictOf({ ...there, r: route(`{${MCP}, name: filesystem, namespace: tools}`) })),
    ).toEqual(['7:92 warning missing-grant spec.rules[0].backendRefs[0].namespace'])
    expect(
      brief(
        await verdictOf({
          ...there,
          r: route(`{${MCP}, name: filesystem}`, { metadata: 'name: r, namespace: tools' }),
        }),
      ),
    ).toEqual([])
    const result = await verdictOf({ ...there, r: route(`{${MCP}, name: filesystem}`) })
    expect(brief(result)).toEqual(MISSING)
    expect(result.findings[0]?.hint).toContain('tools')
  })

  it.each([
    ['{name: a, port: 80}', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n'],
    [
      '{group: agentgateway.dev, kind: AgentgatewayBackend, name: a}',
      'apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\nmetadata: {name: a}\n',
    ],
  ])('knows what %s leads to', async (ref, target) => {
    expect(brief(await verdictOf({ r: route(ref), t: target }))).toEqual([])
    expect(brief(await verdictOf({ r: route(ref) }))).toMatchObject([
      expect.stringContaining('missing-backend'),
    ])
  })

  it('looks at HTTPRoutes, and not at backends of kinds that it does not know', async () => {
    const http = { kind: 'HTTPRoute', group: 'gateway.networking.k8s.io/v1' }
    expect(brief(await verdictOf({ r: route('{name: a}', http) }))).toHaveLength(1)
    expect(
      brief(
        await verdictOf({
          r: route('{group: inference.networking.k8s.io, kind: InferencePool, name: a}', http),
        }),
      ),
    ).toEqual([])
  })

  it('takes whatever a route holds', async () => {
    const http = { kind: 'HTTPRoute', group: 'gateway.networking.k8s.io/v1' }
    for (const ref of ['null', '1', '{}', '{name: [a]}', '[]'])
      expect(brief(await verdictOf({ r: route(ref, http) }))).toEqual([])
  })
})

describe('what is revoked', () => {
  it.each([
    ['', '(r1)'],
    ['leaked', '(r1: leaked)'],
  ])('for the reason "%s" is told as %s', async (reason, told) => {
    const by = { id: 'r1', reason, who: 'ann', when: '2026-11-01T10:00:00Z' }
    const revoked = new Map([[`agentgateway.dev/MCPBackend/${NAMESPACE}/filesystem`, by]])
    const around = { ...AROUND, revoked }
    const { findings } = await validateDocuments([parse('a', backend(STDIO))], {
      namespace: NAMESPACE,
      around,
    })
    expect(findings).toMatchObject([{ code: 'revoked-resource' }])
    expect(findings[0]?.message).toContain(told)
  })
})
