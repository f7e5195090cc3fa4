import { expect, test } from 'vitest'
import { authVariable, type McpSpec, serverOf } from '../../src/gateway/server-of.ts'

const of = (mcp: McpSpec, environment: Record<string, string> = {}) => serverOf(mcp, 'git', environment)
const fromSecret = (optional?: boolean) => ({
  name: 'GITHUB_TOKEN',
  valueFrom: {
    secretKeyRef: { name: 'github', key: 'token', ...(optional === undefined ? {} : { optional }) },
  },
})

test('the values of Secrets and ConfigMaps come from the environment, under the same name', () => {
  const level = { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } }
  const mcp = { stdio: { cmd: 'npx', env: [fromSecret(), level, { name: 'A', value: 'b' }] } }
  expect(of(mcp, { GITHUB_TOKEN: 's3', LEVEL: 'debug', UNRELATED: 'x' })).toEqual({
    launch: {
      via: 'stdio',
      command: 'npx',
      args: [],
      env: { npm_config_yes: 'true', GITHUB_TOKEN: 's3', LEVEL: 'debug', A: 'b' },
    },
    tools: { deny: [] },
    secrets: ['s3'],
  })
})

test('a variable that is not set is named, with its Secret; an optional one is left out', () => {
  expect(of({ stdio: { cmd: 'x', env: [fromSecret()] } })).toEqual({
    unready:
      'it needs GITHUB_TOKEN (key token of the Secret github): set the variable GITHUB_TOKEN where the gateway runs',
  })
  expect(of({ stdio: { cmd: 'x', env: [fromSecret(true)] } })).toMatchObject({ launch: { env: {} } })
})

test('plain values that look like credentials are kept out of logs', () => {
  const env = [
    { name: 'API_KEY', value: 'abcdef123' },
    { name: 'DB', value: 'postgres://u:hunter22@db/x' },
    { name: 'TOKEN', value: 'on' },
  ]
  expect(of({ stdio: { cmd: 'x', args: ['--url=redis://:argpass@h'], env } })).toMatchObject({
    secrets: ['argpass', 'abcdef123', 'hunter22'],
  })
})

test('static servers: URL and credential', () => {
  const secretRef = { name: 'github' }
  const spec = { static: { host: 'mcp.example.com', port: 443, tls: {} }, policies: { auth: { secretRef } } }
  expect(authVariable('team-a.git')).toBe('AGENTGW_AUTH_TEAM_A_GIT')
  expect(of(spec, { AGENTGW_AUTH_GIT: 'Bearer abc' })).toEqual({
    launch: { via: 'http', url: 'https://mcp.example.com:443/mcp', headers: { Authorization: 'Bearer abc' } },
    tools: { deny: [] },
    secrets: ['abc'],
  })
  expect(of({ static: { host: '::1', port: 80, protocol: 'SSE' } })).toMatchObject({
    launch: { via: 'sse', url: 'http://[::1]:80/sse' },
  })
})

test.each([
  [
    'CEL rules',
    { stdio: { cmd: 'x' }, policies: { authorization: { policy: {} } } },
    /authorization \(CEL\)/,
  ],
  [
    'a missing credential',
    { static: { host: 'h', port: 1 }, policies: { auth: { secretRef: { name: 's' } } } },
    /AGENTGW_AUTH_GIT/,
  ],
  [
    'TLS that is checked otherwise',
    { static: { host: 'h', port: 1, tls: { insecureSkipVerify: 'All' } } },
    /tls\.insecureSkipVerify/,
  ],
  ['a Service', { static: { backendRef: { name: 'svc' }, port: 1 } }, /Service svc/],
  ['nothing', {}, /no server/],
])('not served, because it can not be served safely: %s', (_, mcp, why) => {
  expect(of(mcp)).toEqual({ unready: expect.stringMatching(why) as string })
})
