/** Kinds that are named wrongly, and fields that stand at a wrong depth: what is found, and what was meant. */
import { describe, expect, it } from 'vitest'
import { backend, verdictOf } from './verdict-of.ts'

const found = async (text: string): Promise<string[]> =>
  (await verdictOf({ 'a.yaml': text })).findings.map(
    ({ severity, code, path = '', hint = '' }) => `${severity} ${code} ${path}: ${hint}`,
  )

const of = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`

describe('a kind', () => {
  it.each([
    ['agentgateway.dev/v1alpha1', 'HTTPRoute', 'error unknown-kind kind', 'gateway.networking.k8s.io/v1 or'],
    ['gateway.networking.k8s.io/v1', 'MCPBackend', 'error unknown-kind kind', 'agentgateway.dev/v1alpha1'],
    ['agentgateway.dev/v1alpha1', 'mcpbackends', 'error unknown-kind kind', '"MCPBackend"'],
    ['agentgateway.dev/v1alpha1', 'Airoute', 'error unknown-kind kind', '"AIRoute"'],
    ['v1alpha1', 'MCPBackend', 'error unknown-kind apiVersion', 'agentgateway.dev/v1alpha1'],
    ['agentgateway.dev', 'MCPBackend', 'error unknown-kind apiVersion', 'agentgateway.dev/v1alpha1'],
    ['v1', 'Gateway', 'error unknown-kind apiVersion', 'gateway.networking.k8s.io/v1'],
    ['agentgatway.dev/v1', 'AIRoute', 'warning unknown-kind apiVersion', 'agentgateway.dev/v1alpha1'],
    [
      'gateway.network.k8s.io/v1',
      'Gateway',
      'warning unknown-kind apiVersion',
      'gateway.networking.k8s.io/v1',
    ],
  ])('%s %s', async (apiVersion, kind, what, hint) => {
    const [first, ...more] = await found(of(apiVersion, kind))
    expect(first).toContain(`${what}: `)
    expect(first).toContain(hint)
    expect(more).toEqual([])
  })

  it.each([
    ['v1', 'ConfigMap'],
    ['apps/v1', 'Deployment'],
    ['networking.istio.io/v1', 'Gateway'],
    ['example.com/v1', 'HTTPRoute'],
    ['agentgatway.dev/v1', 'Other'],
  ])('%s %s is not known and may be, so it is skipped', async (apiVersion, kind) => {
    const { summary, findings } = await verdictOf({ 'a.yaml': of(apiVersion, kind) })
    expect(findings).toEqual([])
    expect(summary).toMatchObject({ skipped: 1 })
  })

  it('of a group that looks misspelt is skipped all the same', async () => {
    const { summary } = await verdictOf({ 'a.yaml': of('agentgatway.dev/v1', 'AIRoute') })
    expect(summary).toMatchObject({ skipped: 1, valid: 0, invalid: 0 })
  })

  it.each([
    ['apiversion: v1\nkind: Pod\n', '"apiversion" is written "apiVersion"'],
    ['apiVersion: v1\nKind: Pod\n', '"Kind" is written "kind"'],
    ['apiVersion: 1\nkind: Pod\n', 'every document'],
  ])('%j is missing', async (text, hint) => {
    expect((await found(text))[0]).toContain(`error missing-kind : ${hint}`)
  })
})

describe('a field at a wrong depth', () => {
  it.each([
    ['  mcp: {stdio: {cmd: a, policies: {}}}\n', 'spec.mcp has such a field: is it indented too much?'],
    ['  mcp: {stdio: {cmd: a, deployment: {}}}\n', 'spec has such a field: is it indented too much?'],
    ['  mcp: {stdio: {cmd: a, spec: {}}}\n', 'the object itself has such a field: is it indented too much?'],
    ['  mcp: {cmd: a, stdio: {cmd: a}}\n', 'stdio has such a field: is it indented too little?'],
    ['  mcp: {stdio: {cmd: a, constructor: {}}}\n', 'the fields here are args, cmd, env, workingDir'],
    ['  mcp: {stdio: {cmd: a, Args: []}}\n', 'did you mean "args"?'],
  ])('%j', async (spec, hint) => {
    expect((await found(backend(spec)))[0]).toMatch(/^error unknown-field /)
    expect((await found(backend(spec)))[0]).toContain(hint)
  })
})

describe('a value of a wrong type', () => {
  it.each([
    ['{stdio: npx}', 'spec.mcp.stdio', 'must be an object, but is a string', 'args, cmd, env, workingDir'],
    ['{stdio: {cmd: 8080}}', 'spec.mcp.stdio.cmd', 'the integer 8080', 'in quotes'],
    ['{stdio: {cmd: 1.5}}', 'spec.mcp.stdio.cmd', 'the number 1.5', 'in quotes'],
    ['{stdio: {cmd: off}}', 'spec.mcp.stdio.cmd', 'the boolean false', 'in quotes'],
    ['{stdio: {cmd: a, args: b}}', 'spec.mcp.stdio.args', 'must be a list, but is a string', '"- "'],
  ])('%s', async (mcp, path, message, hint) => {
    const { findings } = await verdictOf({ 'a.yaml': backend(`  mcp: ${mcp}\n`) })
    expect(findings[0]).toMatchObject({ code: 'wrong-type', path })
    expect(findings[0]?.message).toContain(message)
    expect(findings[0]?.hint).toContain(hint)
  })
})
