/** Hints to what is written again and again, each told by what it must name. */
import { describe, expect, it } from 'vitest'
import { backend, verdictOf } from './verdict-of.ts'

const route = (spec: string): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: AIRoute\nmetadata: {name: r}\nspec:\n  parentRefs: [{name: agentgateway}]\n${spec}`
const rules = '  rules: [{backendRefs: [{name: s, port: 80}]}]\n'

const hintOf = async (text: string, code: string): Promise<[string, string | undefined]> => {
  const { findings } = await verdictOf({ 'a.yaml': text })
  const finding = findings.find((one) => one.code === code)
  return [`${finding?.line}:${finding?.column}`, finding?.hint]
}

describe('a pattern is told in words', () => {
  it.each([
    [route(`  hostnames: [Tools.Example.com]\n${rules}`), '6:15', 'lower case'],
    [
      route('  rules: [{backendRefs: [{name: s, port: 80}], timeouts: {request: 1 hour}}]\n'),
      '6:68',
      '1h30m',
    ],
  ])('%s', async (text, place, what) => {
    expect(await hintOf(text, 'bad-pattern')).toEqual([place, expect.stringContaining(what)])
  })
})

describe('an expression that is no CEL', () => {
  it.each([
    ['jwt.sub = "a"', '=='],
    ['mcp.tool.name == "a=b" and true', '&&'],
    ['mcp.tool.name == "a" OR mcp.tool.name == "b"', '||'],
    ['not mcp.tool.name == "a"', '!'],
    ['mcp.tool.name =~ "read"', 'matches'],
    ['mcp.tool.name == "a', 'quotes'],
  ])('%s', async (expression, what) => {
    const policies = `    policies: {authorization: {policy: {matchExpressions: ['${expression}']}}}\n`
    const text = backend(`  mcp:\n    stdio: {cmd: server}\n${policies}`)
    expect(await hintOf(text, 'bad-expression')).toEqual(['7:60', expect.stringContaining(what)])
  })
})

it('a no-break space in a field is told, since nobody sees it', async () => {
  const text = backend('  mcp:\n    stdio: {cmd:\u00a0server, args: []}\n')
  expect(await hintOf(text, 'unknown-field')).toEqual(['6:13', expect.stringContaining('no-break space')])
})
