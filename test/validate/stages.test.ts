/** What each stage finds in one object, where it says so, and what lies just on the right side. */
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import { backend, brief, verdictOf } from './verdict-of.ts'

const findings = async (text: string): Promise<string[]> => brief(await verdictOf({ 'a.yaml': text }))
const stdio = (more = '') => backend(`  mcp:\n    stdio:\n      cmd: npx\n${more}`)

describe('the content of Secrets and ConfigMaps', () => {
  const object = (kind: string, more: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\n${more}`

  it.each([
    ['Secret', 'data:\n  good: YQ==\n  bad: hunter2!\n', '6:8 error bad-format data.bad'],
    ['Secret', 'data: {pin: 4711}\n', '4:13 error wrong-type data.pin'],
    ['Secret', 'stringData: {pin: 4711}\n', '4:19 error wrong-type stringData.pin'],
    ['Secret', 'data: hunter2\n', '4:7 error wrong-type data'],
    ['ConfigMap', 'data: {port: 8080}\n', '4:14 error wrong-type data.port'],
    ['ConfigMap', 'binaryData: {a: plain}\n', '4:17 error bad-format binaryData.a'],
  ])('of a %s: %j', async (kind, more, expected) => {
    const result = await verdictOf({ 'a.yaml': object(kind, more) })
    expect(brief(result)).toEqual([expected])
    expect(JSON.stringify(result.findings)).not.toMatch(/hunter2|4711/)
  })

  it('is left alone where it can be decoded', async () => {
    expect(await findings(object('Secret', 'data: {a: YQ==, b: null}\nstringData: {c: plain}\n'))).toEqual([])
    expect(await findings(object('ConfigMap', 'data: {a: plain}\nbinaryData: {b: "YWI=\\n"}\n'))).toEqual([])
  })
})

describe('the kind', () => {
  const object = (apiVersion: string, kind: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`

  it.each([
    ['apps/v1', 'Deployment'],
    ['v1', 'Service'],
    ['networking.istio.io/v1', 'Gateway'],
    ['agentgateway.dev/v1alpha1', 'AgentgatewayModel'],
    ['gateway.networking.k8s.io/v1', 'GRPCRoute'],
    ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute'],
  ])('%s %s has no schema and is skipped', async (apiVersion, kind) => {
    const { summary, findings } = await verdictOf({ 'a.yaml': object(apiVersion, kind) })
    expect(summary).toEqual({ files: 1, resources: 1, valid: 0, invalid: 0, skipped: 1, outline: 0 })
    expect(findings).toEqual([])
  })

  it('without a schema is an error where that is wanted', async () => {
    const files = [parse('a.yaml', object('apps/v1', 'Deployment'))]
    const result = await validateDocuments(files, { namespace: 'x', strictKinds: true })
    expect(brief(result)).toEqual(['2:7 error no-schema kind'])
    expect(result.summary).toMatchObject({ invalid: 1, skipped: 0 })
  })

  it.each([
    ['agentgateway.dev/v1alpha1', 'McpBackend', 'did you mean "MCPBackend"?'],
    ['agentgateway.dev/v1alpha1', 'AiRoute', 'did you mean "AIRoute"?'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoutes', 'did you mean "HTTPRoute"?'],
    ['gateway.networking.k8s.io/v1', 'Sandwich', expect.stringContaining('HTTPRoute') as string],
  ])('%s %s does not exist', async (apiVersion, kind, hint) => {
    const result = await verdictOf({ 'a.yaml': object(apiVersion, kind) })
    expect(brief(result)).toEqual(['2:7 error unknown-kind kind'])
    expect(result.findings[0]).toMatchObject({ stage: 'schema', hint })
    expect(result.summary).toMatchObject({ invalid: 1, skipped: 0 })
  })

  it.each([
    ['agentgateway.dev/v1', 'MCPBackend', 'write agentgateway.dev/v1alpha1'],
    [
      'gateway.networking.k8s.io/v1alpha2',
      'HTTPRoute',
      'write gateway.networking.k8s.io/v1 or gateway.networking.k8s.io/v1beta1',
    ],
  ])('%s %s is not served in that version', async (apiVersion, kind, hint) => {
    const result = await verdictOf({ 'a.yaml': object(apiVersion, kind) })
    expect(brief(result)).toEqual(['1:13 error unserved-version apiVersion'])
    expect(result.findings[0]?.hint).toBe(hint)
  })

  it.each(['metadata: {name: a}\n', 'kind: MCPBackend\n', 'apiVersion: v1\nkind: 3\n', '{}\n'])(
    '%j does not say what it is',
    async (text) => {
      const [finding] = await findings(text)
      expect(finding).toContain('missing-kind')
    },
  )
})

describe('unknown fields', () => {
  it('are told at their names, with what was meant', async () => {
    const result = await verdictOf({ 'a.yaml': stdio('      arg: [a]\n') })
    expect(brief(result)).toEqual(['8:7 error unknown-field spec.mcp.stdio.arg'])
    expect(result.findings[0]?.hint).toBe('did you mean "args"?')
  })

  it('are told in metadata, in status and at the root, too', async () => {
    const text =
      stdio().replace('{name: filesystem}', '{name: filesystem, label: {a: b}}') +
      'status: {extra: 1}\nSpec: {}\n'
    expect(await findings(text)).toEqual([
      '3:30 error unknown-field metadata.label',
      '8:10 error unknown-field status.extra',
      '9:1 error unknown-field Spec',
    ])
  })

  it('do not make the field that was meant a missing one', async () => {
    expect(await findings(backend('  mcp:\n    stdio:\n      cmdd: npx\n'))).toEqual([
      '7:7 error unknown-field spec.mcp.stdio.cmdd',
    ])
  })

  it('but another one', async () => {
    expect(await findings(backend('  mcp:\n    stdio:\n      workdir: /\n'))).toEqual([
      '6:5 error missing-field spec.mcp.stdio.cmd',
      '7:7 error unknown-field spec.mcp.stdio.workdir',
    ])
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '%s is none that a schema has',
    async (name) => {
      expect(await findings(stdio(`      ${name}: {}\n`))).toEqual([
        `8:7 error unknown-field spec.mcp.stdio.${name}`,
      ])
    },
  )
})

describe('values', () => {
  it.each([
    ['      args: x\n', '8:13 error wrong-type spec.mcp.stdio.args'],
    ['      args: [1]\n', '8:14 error wrong-type spec.mcp.stdio.args[0]'],
    ['      args: [yes]\n', '8:14 error wrong-type spec.mcp.stdio.args[0]'],
    ['      workingDir: ""\n', '8:19 error bad-length spec.mcp.stdio.workingDir'],
    [
      '      env: [{name: A, value: a}, {name: A, value: b}]\n',
      '8:34 error duplicate-item spec.mcp.stdio.env[1]',
    ],
    ['      env: [{value: a}]\n', '8:13 error missing-field spec.mcp.stdio.env[0].name'],
  ])('%j', async (more, expected) => {
    expect(await findings(stdio(more))).toEqual([expected])
  })

  it.each([
    '      args: [""]\n',
    '      args: []\n',
    '      args: null\n',
    '      env: [{name: A, value: a}, {name: a, value: a}]\n',
  ])('%j is right', async (more) => {
    expect(await findings(stdio(more))).toEqual([])
  })

  it('of the wrong form are told with what is in them', async () => {
    expect(await findings(stdio('      args:\n      - a: b\n'))).toEqual([
      '9:9 error unknown-field spec.mcp.stdio.args[0].a',
      '9:9 error wrong-type spec.mcp.stdio.args[0]',
    ])
  })

  it('count code points, not UTF-16 units', async () => {
    const longest = (length: number) => stdio(`      args: [${JSON.stringify('😀'.repeat(length))}]\n`)
    const [fault] = await findings(longest(100_000))
    expect(fault).toBe('8:14 error bad-length spec.mcp.stdio.args[0]')
    const limit = Number(
      /at most (\d+)/.exec((await verdictOf({ a: longest(100_000) })).findings[0]!.message)?.[1],
    )
    expect(await findings(longest(limit))).toEqual([])
    expect(await findings(longest(limit + 1))).toHaveLength(1)
  })
})

describe('metadata', () => {
  const named = (metadata: string) => stdio().replace('{name: filesystem}', metadata)

  it.each([
    ['{}', '3:1 error missing-field metadata.name'],
    ['{name: Files}', '3:18 error bad-metadata metadata.name'],
    ['{name: 1}', '3:18 error wrong-type metadata.name'],
    ['{name: a, namespace: a.b}', '3:32 error bad-metadata metadata.namespace'],
    ['{name: a, labels: {a b: c}}', '3:30 error bad-metadata metadata.labels[a b]'],
    ['{name: a, labels: {a: "b c"}}', '3:33 error bad-metadata metadata.labels.a'],
    ['{name: a, labels: {a: 1}}', '3:33 error wrong-type metadata.labels.a'],
    ['{name: a, annotations: {-a: ""}}', '3:35 error bad-metadata metadata.annotations.-a'],
    ['{name: a, finalizers: [/x]}', '3:34 error bad-metadata metadata.finalizers[0]'],
    ['{name: a, creationTimestamp: x}', '3:40 error wrong-type metadata.creationTimestamp'],
    [
      '{name: a, ownerReferences: [{kind: A, name: b, uid: c}]}',
      '3:39 error bad-metadata metadata.ownerReferences[0].apiVersion',
    ],
    ['[]', '3:1 error wrong-type metadata'],
  ])('%s', async (metadata, expected) => {
    expect(await findings(named(metadata))).toContain(expected)
  })

  it.each([
    '{generateName: files-}',
    '{name: a, namespace: b, labels: {a.b/c: "", d: E_f.1}, annotations: {A.b/C: anything goes}}',
    '{name: a, creationTimestamp: null, finalizers: [a.b/c]}',
  ])('%s is right', async (metadata) => {
    expect(await findings(named(metadata))).toEqual([])
  })
})

describe('rules of the kind', () => {
  it('are told in their own words, at what they are about', async () => {
    const result = await verdictOf({
      'a.yaml': backend('  mcp:\n    stdio: {cmd: npx}\n    static: {host: a, port: 1}\n'),
    })
    expect(brief(result)).toEqual(['5:3 error failed-rule spec.mcp'])
    expect(result.findings[0]).toMatchObject({
      stage: 'cel',
      message: 'spec.mcp: exactly one of stdio and static must be set',
    })
  })

  it('are not evaluated where something required, or of the right type, is missing', async () => {
    const text = backend('  mcp:\n    stdio: {cmd: 1}\n    static: {host: a, port: 1}\n')
    expect(await findings(text)).toEqual(['6:18 error wrong-type spec.mcp.stdio.cmd'])
  })

  it('but where a value is out of range', async () => {
    const text = backend('  mcp:\n    stdio: {cmd: npx}\n    static: {host: a, port: 0}\n')
    expect(await findings(text)).toEqual([
      '5:3 error failed-rule spec.mcp',
      '7:29 error out-of-range spec.mcp.static.port',
    ])
  })
})

describe('the summary', () => {
  it('counts an object with two keys of one name as invalid, and files that hold none', async () => {
    const { summary } = await verdictOf({
      'a.yaml': stdio('      cmd: uvx\n'),
      'b.yaml': '# nothing\n',
      'c.yaml': stdio().replace('filesystem', 'other'),
    })
    expect(summary).toEqual({ files: 3, resources: 2, valid: 1, invalid: 1, skipped: 0, outline: 0 })
  })

  it('is of zeros without input', async () => {
    expect(await verdictOf({})).toEqual({
      summary: { files: 0, resources: 0, valid: 0, invalid: 0, skipped: 0, outline: 0 },
      findings: [],
      suppressed: [],
      objects: [],
    })
  })

  it('leaves the input as it was', async () => {
    const { parse } = await import('../../src/manifest/parse.ts')
    const { validateDocuments } = await import('../../src/validate/validate.ts')
    const file = parse('a.yaml', stdio('      args: null\n'))
    const before = structuredClone(file.documents[0]!.value)
    await validateDocuments([file], { namespace: 'x' })
    expect(file.documents[0]!.value).toEqual(before)
  })
})
