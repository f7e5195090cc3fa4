import { describe, expect, it } from 'vitest'
import { maskLine } from '../../../src/model/credentials/lines.ts'

describe('maskLine', () => {
  it.each([
    ['  password: hunter2', [], '  password: ***'],
    ['  "apiKey": "hun, ter2",', [], '  "apiKey": ***,'],
    ['{name: a, password: x y, port: 1}', [], '{name: a, password: ***, port: 1}'],
    ['    value: "unclosed', ['  - name: DB_PASSWORD'], '    value: ***'],
    ['- {name: DB_PASSWORD, value: hunter2}', [], '- {name: DB_PASSWORD, value: ***}'],
    ['  key: abc', ['auth:'], '  key: ***'],
    ['  name: env password: hunter2', [], '  name: env password: ***'],
    ['  args: ["--api-key=hunter2", "x"]', [], '  args: ["--api-key=***", "x"]'],
    ['  maxTokens: 1000', [], '  maxTokens: 1000'],
    ['  key: abc', ['labels:'], '  key: abc'],
    [
      '  secretKeyRef: {name: credentials, key: token}',
      ['- name: TOKEN'],
      '  secretKeyRef: {name: credentials, key: token}',
    ],
    ['env: [{name: TOKEN, valu: hunter2}]', [], 'env: [{name: TOKEN, valu: ***}]'],
    ['  valu: hunter2', ['- name: TOKEN'], '  valu: ***'],
    ['kind: McpBackend', ['  name: TOKEN'], 'kind: McpBackend'],
    ['args: ["--api-key", hunter2, x], agrs: 1', [], 'args: ["--api-key", ***, x], agrs: 1'],
    ['args: ["--api-key", "hunter2", x]', [], 'args: ["--api-key", "***", x]'],
    ['args: ["--api-key", "--verbose"]', [], 'args: ["--api-key", "--verbose"]'],
    ['  secretName: tls', [], '  secretName: tls'],
    ['  value: plain', ['- name: HOME'], '  value: plain'],
  ])('%s', (line, before, expected) => {
    expect(maskLine(line, before, [])).toBe(expected)
  })
})
