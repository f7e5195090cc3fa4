import { describe, expect, it } from 'vitest'
import type { UserError } from '../../src/errors.ts'
import { chooseTool } from '../../src/probe/choose-tool.ts'
import { probeHeaders } from '../../src/probe/headers.ts'
import { isTemplate, probeUrl } from '../../src/probe/url.ts'

const errorOf = (work: () => unknown): UserError => {
  try {
    work()
  } catch (error) {
    return error as UserError
  }
  throw new Error('nothing was thrown')
}

describe('headers', () => {
  it('have their values from the environment', () => {
    const environment = { PROBE_AUTH: 'Bearer abc\n', KEY: 'k=1' }
    expect(probeHeaders(['Authorization=PROBE_AUTH', 'x-api-key=KEY'], environment)).toEqual({
      Authorization: 'Bearer abc',
      'x-api-key': 'k=1',
    })
  })

  it.each([
    ['no variable of that name', 'Authorization=hunter2secret', {}],
    ['the value itself', 'Authorization=Bearer hunter2secret', {}],
    ['an empty variable', 'Authorization=V', { V: ' ' }],
    ['what no header may hold', 'Authorization=V', { V: 'hunter2secret\nX-Other: 1' }],
    ['a sign that no header may hold', 'Authorization=V', { V: 'hunter2secret€' }],
    ['the value alone', 'hunter2secret', {}],
    ['no name', '=hunter2secret', {}],
    ['a name that is none', 'Autho rization=hunter2secret', {}],
    ['a header of the probe', 'Mcp-Session-Id=hunter2secret', {}],
  ])('are refused, and nothing of a value is shown: %s', (_what, word, environment) => {
    const error = errorOf(() => probeHeaders([word], environment))
    expect([error.code, error.exit]).toEqual(['usage', 2])
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2')
  })

  it('are given once', () => {
    expect(errorOf(() => probeHeaders(['X-A=V', 'x-a=V'], { V: 'v' })).message).toContain('twice')
  })
})

describe('URL', () => {
  const target = { name: 'files', namespace: 'tools' }

  it.each([
    ['http://127.0.0.1:3000/mcp/{name}', 'http://127.0.0.1:3000/mcp/files'],
    ['https://{name}.{namespace}.example.com/mcp#x', 'https://files.tools.example.com/mcp'],
    ['https://gw.example.com/mcp?b={name}', 'https://gw.example.com/mcp?b=files'],
  ])('%s', (template, url) => {
    expect(probeUrl(template, target).href).toBe(url)
    expect(isTemplate(template)).toBe(true)
  })

  it('one without a place is none for several', () => {
    expect(isTemplate('http://127.0.0.1:3000/{namespace}')).toBe(false)
  })

  it.each([
    ['ftp://host/mcp', 'ftp'],
    ['file:///etc/passwd', 'file'],
    ['127.0.0.1:3000/mcp', 'whole URL'],
    ['http://', 'whole URL'],
    ['http://host/{kind}', '{name} and {namespace}'],
    ['https://me:hunter2@host/mcp', '--probe-header-env'],
    ['https://hunter2@host/mcp', '--probe-header-env'],
  ])('refused: %s', (template, said) => {
    const error = errorOf(() => probeUrl(template, target))
    expect([error.code, error.exit]).toEqual(['usage', 2])
    const text = `${error.message} ${error.hint}`
    expect(text).toContain(said)
    expect(text).not.toContain('hunter2')
  })
})

describe('the tool to call', () => {
  const tool = (name: string, more: object = {}) => ({
    name,
    inputSchema: { type: 'object' },
    annotations: { readOnlyHint: true },
    ...more,
  })

  it.each<[string, unknown[], Parameters<typeof chooseTool>[1], string | undefined]>([
    ['only reads and needs nothing', [tool('a')], undefined, 'a'],
    ['writes', [tool('a', { annotations: { readOnlyHint: false } })], undefined, undefined],
    ['does not say', [tool('a', { annotations: undefined })], undefined, undefined],
    ['says something else', [tool('a', { annotations: { readOnlyHint: 'true' } })], undefined, undefined],
    ['needs something', [tool('a', { inputSchema: { required: ['path'] } }), tool('b')], undefined, 'b'],
    ['needs what can not be told', [tool('a', { inputSchema: { required: 'x' } })], undefined, undefined],
    ['needs nothing, expressly', [tool('a', { inputSchema: { required: [] } })], undefined, 'a'],
    ['no tools', [null, 'a', {}, { name: 1 }], undefined, undefined],
    ['of the part', [tool('read'), tool('list_all')], { tool: 'list_*' }, 'list_all'],
    ['of the target', [tool('a_read'), tool('b_read')], { target: 'b' }, 'b_read'],
    ['of the target and the part', [tool('b_read'), tool('b_list')], { target: 'b', tool: 'list' }, 'b_list'],
    ['of a target that does not show', [tool('read')], { target: 'b' }, undefined],
  ])('%s', (_what, tools, part, chosen) => {
    expect(chooseTool(tools, part)).toBe(chosen)
  })
})
