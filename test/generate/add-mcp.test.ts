import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { type GeneratedMcp, generateMcp, type McpIntent } from '../../src/generate/add-mcp.ts'
import { CATALOG } from '../../src/generate/catalog/index.ts'
import type { Resource } from '../../src/model/resource.ts'

const settings = {
  namespace: 'agentgateway-system',
  gateway: { namespace: 'infra', name: 'public' },
  url: 'https://gw.example.com/',
}
const nothing = { args: [], sse: false, env: [], secretEnv: [], allowTools: [], denyTools: [] }

const generate = (intent: Partial<McpIntent> & { name: string }): GeneratedMcp => {
  const generated = generateMcp({ ...nothing, ...intent }, settings)
  if ('unknown' in generated) throw new Error(`unknown ${generated.unknown}`)
  return generated
}
const mcp = ({ resources: [backend] }: GeneratedMcp): unknown => (backend['spec'] as { mcp: unknown }).mcp

/** The code of what is thrown, and its whole text. */
const refusal = (
  intent: Partial<McpIntent> & { name: string },
): { code: string; exit: number; text: string } => {
  try {
    generate(intent)
  } catch (error) {
    if (error instanceof UserError)
      return { code: error.code, exit: error.exit, text: `${error.message}\n${error.hint ?? ''}` }
    throw error
  }
  throw new Error('was not refused')
}

const ARGS: Record<string, string[]> = { filesystem: ['/srv/files'] }

describe('what is made', () => {
  it('is a backend and the route that leads to it', () => {
    const { resources, url, clientSettings } = generate({ name: 'filesystem', args: ['/root/lab-files'] })
    const [backend, route] = resources
    // In this order of fields, in which people read manifests.
    expect(JSON.stringify(backend)).toBe(
      JSON.stringify({
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'MCPBackend',
        metadata: { name: 'filesystem', namespace: 'agentgateway-system' },
        spec: {
          mcp: {
            stdio: {
              cmd: 'npx',
              args: ['@modelcontextprotocol/server-filesystem@2026.8.31', '/root/lab-files'],
            },
            policies: {},
          },
        },
      }),
    )
    expect(JSON.stringify(route)).toBe(
      JSON.stringify({
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'AIRoute',
        metadata: { name: 'filesystem', namespace: 'agentgateway-system' },
        spec: {
          parentRefs: [{ name: 'public', namespace: 'infra' }],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: '/mcp/filesystem' } }],
              backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: 'filesystem' }],
            },
          ],
        },
      }),
    )
    expect(url).toBe('https://gw.example.com/mcp/filesystem')
    expect(clientSettings).toEqual({ mcpServers: { filesystem: { type: 'http', url } } })
  })

  it.each(CATALOG.map((entry) => [entry.name, entry] as const))('%s, its version pinned', (name, entry) => {
    expect(mcp(generate({ name, args: ARGS[name] ?? [] }))).toEqual({
      stdio: {
        cmd: entry.registry === 'npm' ? 'npx' : 'uvx',
        args: [`${entry.package}@${entry.version}`, ...(ARGS[name] ?? [])],
      },
      policies: {},
    })
  })

  it('a server of the catalog under another name', () => {
    const { resources, url } = generate({ name: 'clock', from: 'time' })
    expect(resources.map(({ metadata }: Resource) => metadata.name)).toEqual(['clock', 'clock'])
    expect(url).toMatch(/\/mcp\/clock$/)
  })

  it('options of a server of the catalog stand after `--`', () => {
    const words = ['--local-timezone', 'Europe/Berlin']
    const { stdio } = mcp(generate({ name: 'time', rest: words })) as { stdio: { args: string[] } }
    expect(stdio.args.slice(1)).toEqual(words)
  })

  it('a command, word by word, under any name', () => {
    const rest = ['node', 'server.js', '--flag', 'two words', '']
    expect(mcp(generate({ name: 'time', rest }))).toEqual({
      stdio: { cmd: 'node', args: ['server.js', '--flag', 'two words', ''] },
      policies: {},
    })
  })

  it('variables, plain and from Secrets; one command a Secret, without a value', () => {
    const generated = generate({
      name: 'x',
      rest: ['server'],
      env: ['LEVEL=a=b', 'EMPTY='],
      secretEnv: ['TOKEN=creds/token', 'OTHER=more/key', 'PASSWORD=creds/password', 'AGAIN=creds/token'],
    })
    const ref = (name: string, secret: string, key: string) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key } },
    })
    expect(mcp(generated)).toEqual({
      stdio: {
        cmd: 'server',
        env: [
          { name: 'LEVEL', value: 'a=b' },
          { name: 'EMPTY', value: '' },
          ref('TOKEN', 'creds', 'token'),
          ref('OTHER', 'more', 'key'),
          ref('PASSWORD', 'creds', 'password'),
          ref('AGAIN', 'creds', 'token'),
        ],
      },
      policies: {},
    })
    expect(generated.secretCommands).toEqual([
      `(for K in token password; do read -rs V; printf '%s=%s\\n' $K "$V"; done) | kubectl create secret generic creds -n agentgateway-system --from-env-file=/dev/stdin`,
      '(read -rs V; printf %s "$V") | kubectl create secret generic more -n agentgateway-system --from-file=key=/dev/stdin',
    ])
  })

  it('tool rules, each once', () => {
    const generated = generate({
      name: 'filesystem',
      args: ['/a'],
      allowTools: ['read_*', 'read_*', 'list_directory'],
      denyTools: ['read_media_file'],
    })
    expect(mcp(generated)).toMatchObject({
      policies: { tools: { allow: ['read_*', 'list_directory'], deny: ['read_media_file'] } },
    })
    expect(generated.idleRules).toEqual([])
  })

  it('tells of rules that name no tool of the server', () => {
    const { idleRules } = generate({
      name: 'filesystem',
      args: ['/a'],
      denyTools: ['write_fil', 'write_*', 'read.file', 'nosuch_*'],
    })
    expect(idleRules).toEqual(['write_fil', 'read.file', 'nosuch_*'])
  })
})

describe('a server by URL', () => {
  it.each([
    [
      'http://a.example:8080/mcp',
      { host: 'a.example', port: 8080, path: '/mcp', protocol: 'StreamableHTTP' },
    ],
    [
      'https://a.example/v1/mcp?tenant=b',
      { host: 'a.example', port: 443, path: '/v1/mcp?tenant=b', protocol: 'StreamableHTTP', tls: {} },
    ],
    ['http://a.example/sse', { host: 'a.example', port: 80, path: '/sse', protocol: 'SSE' }],
    ['http://a.example/sse/', { host: 'a.example', port: 80, path: '/sse/', protocol: 'StreamableHTTP' }],
    ['http://[::1]:9000', { host: '::1', port: 9000, path: '/', protocol: 'StreamableHTTP' }],
  ])('%s', (url, target) => {
    const spec = mcp(generate({ name: 'x', url }))
    expect(spec).toEqual({ static: target, policies: {} })
  })

  it('speaks SSE where that is said', () => {
    expect(mcp(generate({ name: 'x', url: 'https://a.example/v1/sse', sse: true }))).toMatchObject({
      static: { path: '/v1/sse', protocol: 'SSE' },
    })
  })
})

describe('wrong words', () => {
  const url = 'http://a.example/mcp'
  it.each<[string, Partial<McpIntent> & { name: string }]>([
    ['upper case', { name: 'Files', rest: ['x'] }],
    ['a dot', { name: 'a.b', rest: ['x'] }],
    ['empty name', { name: '', rest: ['x'] }],
    ['too long a name', { name: 'a'.repeat(64), rest: ['x'] }],
    ['a slash', { name: '../x', rest: ['x'] }],
    ['no directory', { name: 'filesystem' }],
    ['relative directory', { name: 'filesystem', args: ['files'] }],
    ['argument for a server that takes none', { name: 'everything', args: ['sse'] }],
    ['unknown option', { name: 'time', rest: ['--zone', 'x'] }],
    ['inherited property as an option', { name: 'time', args: ['constructor'] }],
    ['option without value', { name: 'time', rest: ['--local-timezone'] }],
    ['option with an option as its value', { name: 'fetch', rest: ['--user-agent', '--ignore-robots-txt'] }],
    ['switch with a value', { name: 'fetch', rest: ['--ignore-robots-txt=yes'] }],
    ['option twice', { name: 'time', rest: ['--local-timezone=UTC', '--local-timezone=UTC'] }],
    ['nothing after --', { name: 'x', rest: [] }],
    ['blank command', { name: 'x', rest: ['  '] }],
    ['a line as a command', { name: 'x', rest: ['npx server'] }],
    ['arguments and a command', { name: 'x', args: ['/a'], rest: ['npx'] }],
    ['--from and a command', { name: 'x', from: 'time', rest: ['npx'] }],
    ['--url and a command', { name: 'x', url, rest: ['npx'] }],
    ['--url and --from', { name: 'x', url, from: 'time' }],
    ['--url and arguments', { name: 'x', url, args: ['/a'] }],
    ['--url and --env', { name: 'x', url, env: ['A=b'] }],
    ['--url and --secret-env', { name: 'x', url, secretEnv: ['A=b/c'] }],
    ['--sse alone', { name: 'time', sse: true }],
    ['not a URL', { name: 'x', url: 'a.example' }],
    ['another scheme', { name: 'x', url: 'ftp://a.example' }],
    ['a fragment', { name: 'x', url: 'http://a.example/#a' }],
    ['port 0', { name: 'x', url: 'http://a.example:0/' }],
    ['--env without =', { name: 'x', rest: ['x'], env: ['A'] }],
    ['--env without a name', { name: 'x', rest: ['x'], env: ['=b'] }],
    ['--env with a digit first', { name: 'x', rest: ['x'], env: ['1A=b'] }],
    ['a variable twice', { name: 'x', rest: ['x'], env: ['A=b'], secretEnv: ['A=s/k'] }],
    ['--secret-env without a key', { name: 'x', rest: ['x'], secretEnv: ['A=s'] }],
    ['--secret-env with an empty key', { name: 'x', rest: ['x'], secretEnv: ['A=s/'] }],
    ['--secret-env with too much', { name: 'x', rest: ['x'], secretEnv: ['A=ns/s/k'] }],
    ['--secret-env with no Secret of that name', { name: 'x', rest: ['x'], secretEnv: ['A=S_s/k'] }],
    ['--secret-env with no key of that form', { name: 'x', rest: ['x'], secretEnv: ['A=s/k k'] }],
    ['a tool with a blank', { name: 'time', allowTools: ['a b'] }],
    ['tools with commas', { name: 'time', denyTools: ['a,b'] }],
    ['an empty tool', { name: 'time', denyTools: [''] }],
    ['two asterisks', { name: 'time', denyTools: ['a**'] }],
    ['a tool allowed and denied', { name: 'time', allowTools: ['a'], denyTools: ['a'] }],
  ])('%s', (_, intent) => {
    expect(refusal(intent)).toMatchObject({ code: 'usage', exit: 2 })
  })

  it.each<Partial<McpIntent>>([
    { url: 'a.example' },
    { url: 'ftp://a.example' },
    { rest: ['x'], env: ['LEVEL'] },
    { rest: ['x'], env: ['1A=b'] },
    { rest: ['x'], secretEnv: ['TOKEN'] },
  ])('%j is told an example', (intent) => {
    expect(refusal({ name: 'x', ...intent })).toMatchObject({
      code: 'usage',
      text: expect.stringMatching(/\nfor example: --/) as string,
    })
  })

  it.each<[string, Partial<McpIntent> & { name: string }]>([
    ['in --env, by its name', { name: 'x', rest: ['x'], env: ['API_TOKEN=hunter2'] }],
    ['in --env, by its shape', { name: 'x', rest: ['x'], env: ['DB=postgres://u:hunter2@db'] }],
    ['as a Secret', { name: 'x', rest: ['x'], secretEnv: ['A=sk-proj-hunter2abcdef0123456789abcdef01/k'] }],
    ['in a command', { name: 'x', rest: ['npx', 'x', '--password', 'hunter2'] }],
    ['in arguments', { name: 'fetch', rest: ['--proxy-url', 'http://u:hunter2@proxy'] }],
    ['as the password of a URL', { name: 'x', url: 'https://u:hunter2@a.example/' }],
    ['as the user of a URL', { name: 'x', url: 'https://hunter2@a.example/' }],
    ['as a parameter of a URL', { name: 'x', url: 'https://a.example/?api_key=hunter2' }],
  ])('a credential %s is refused and not repeated', (_, intent) => {
    const { code, exit, text } = refusal(intent)
    expect({ code, exit }).toEqual({ code: 'plain-credential', exit: 2 })
    expect(text).not.toContain('hunter2')
  })

  it('nor is what does not parse repeated', () => {
    expect(refusal({ name: 'x', url: 'https://u:hunter2@' }).text).not.toContain('hunter2')
    expect(refusal({ name: 'x', rest: ['x'], env: ['hunter2'] }).text).not.toContain('hunter2')
  })

  it('a name that is not in the catalog is a value, for the catalog to be shown', () => {
    expect(generateMcp({ ...nothing, name: 'filesytem' }, settings)).toEqual({ unknown: 'filesytem' })
    expect(generateMcp({ ...nothing, name: 'x', from: 'tim' }, settings)).toEqual({ unknown: 'tim' })
    expect(generateMcp({ ...nothing, name: 'constructor' }, settings)).toEqual({ unknown: 'constructor' })
  })
})
