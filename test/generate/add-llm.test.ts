import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { generateLlm, type GeneratedLlm } from '../../src/generate/add-llm.ts'
import type { LlmOptions } from '../../src/generate/llm/provider.ts'
import { PROVIDERS } from '../../src/generate/llm/providers.ts'

const settings = {
  namespace: 'team-a',
  gateway: { namespace: 'infra', name: 'public' },
  url: 'https://gw.example.com/',
}

interface Words {
  readonly options: LlmOptions
  readonly secret?: string
  readonly noSecret?: boolean
  readonly name?: string
}

const generate = (provider: string, { options, secret, noSecret = false, name = 'm' }: Words): GeneratedLlm =>
  generateLlm(
    { name, provider: PROVIDERS.find((one) => one.name === provider)!, options, secret, noSecret },
    settings,
  )
const spec = ({ resources: [backend] }: GeneratedLlm): unknown => backend['spec']

const refusal = (provider: string, words: Words): { code: string; exit: number; text: string } => {
  try {
    generate(provider, words)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { code: error.code, exit: error.exit, text: `${error.message}\n${error.hint ?? ''}` }
  }
  throw new Error('was not refused')
}

it('is a backend and the route that leads to it', () => {
  const { resources, url } = generate('openai', { options: { model: 'gpt-4o-mini' } })
  // In this order of fields, in which people read manifests.
  expect(JSON.stringify(resources)).toBe(
    JSON.stringify([
      {
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'AgentgatewayBackend',
        metadata: { name: 'm', namespace: 'team-a' },
        spec: {
          ai: { provider: { openai: { model: 'gpt-4o-mini' } } },
          policies: { auth: { secretRef: { name: 'm-secret' } } },
        },
      },
      {
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'AIRoute',
        metadata: { name: 'm', namespace: 'team-a' },
        spec: {
          parentRefs: [{ name: 'public', namespace: 'infra' }],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: '/llm/m' } }],
              backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'm' }],
            },
          ],
        },
      },
    ]),
  )
  expect(url).toBe('https://gw.example.com/llm/m/v1')
})

describe('what each provider makes of its options', () => {
  it.each<[string, LlmOptions, object]>([
    ['anthropic', { model: 'a' }, { model: 'a' }],
    ['gemini', { model: 'a' }, { model: 'a' }],
    ['azureopenai', { endpoint: 'https://R.openai.azure.com/' }, { endpoint: 'r.openai.azure.com' }],
    ['azureopenai', { endpoint: 'r.a.com', model: 'd' }, { endpoint: 'r.a.com', deploymentName: 'd' }],
    [
      'azureopenai',
      { endpoint: 'r.a.com', deployment: 'd', model: 'd', 'api-version': '2024-10-21' },
      { endpoint: 'r.a.com', deploymentName: 'd', apiVersion: '2024-10-21' },
    ],
    ['azureopenai', { endpoint: 'r.a.com', 'api-version': 'v1' }, { endpoint: 'r.a.com', apiVersion: 'v1' }],
    ['bedrock', { model: 'a.b-v1:0' }, { model: 'a.b-v1:0' }],
    [
      'bedrock',
      { model: 'a', region: 'eu-central-1', guardrail: 'arn:aws:bedrock:eu-central-1:1:guardrail/x:DRAFT' },
      {
        model: 'a',
        region: 'eu-central-1',
        guardrail: { identifier: 'arn:aws:bedrock:eu-central-1:1:guardrail/x', version: 'DRAFT' },
      },
    ],
    ['vertexai', { model: 'google/a', project: 'p' }, { projectId: 'p', model: 'google/a' }],
    ['vertexai', { model: 'a', project: 'p', region: 'eu' }, { projectId: 'p', model: 'a', region: 'eu' }],
  ])('%s %j', (provider, options, content) => {
    const generated = generate(provider, { options })
    expect(spec(generated)).toMatchObject({ ai: { provider: { [provider]: content } } })
    // No field that is undefined: what stands in a file is compared with this.
    const text = JSON.stringify(spec(generated))
    expect(spec(generated)).toStrictEqual(JSON.parse(text))
  })
})

describe('the Secret', () => {
  const model = { model: 'a' }
  const vertex = { model: 'a', project: 'p' }
  it.each<[string, Words, object, string | undefined]>([
    [
      'openai',
      { options: model },
      { secretRef: { name: 'm-secret' } },
      '--from-file=Authorization=/dev/stdin',
    ],
    [
      'openai',
      { options: model, secret: 'keys/openai' },
      { secretRef: { name: 'keys', key: 'openai' } },
      '--from-file=openai=/dev/stdin',
    ],
    [
      'gemini',
      { options: model, secret: 'keys/Authorization' },
      { secretRef: { name: 'keys' } },
      '--from-file=Authorization=/dev/stdin',
    ],
    [
      'bedrock',
      { options: model },
      { aws: { secretRef: { name: 'm-secret' } } },
      'for K in accessKey secretKey;',
    ],
    ['bedrock', { options: model, noSecret: true }, { aws: {} }, undefined],
    [
      'vertexai',
      { options: vertex, secret: 'sa' },
      { gcp: { secretRef: { name: 'sa' } } },
      "--from-file=credentials.json='<FILE>'",
    ],
    [
      'vertexai',
      { options: vertex, secret: 'sa/key.json' },
      { gcp: { secretRef: { name: 'sa', key: 'key.json' } } },
      "--from-file=key.json='<FILE>'",
    ],
    ['vertexai', { options: vertex, noSecret: true }, { gcp: {} }, undefined],
  ])('%s %j', (provider, words, auth, command) => {
    const generated = generate(provider, words)
    expect(spec(generated)).toMatchObject({ policies: { auth } })
    expect((spec(generated) as { policies: unknown }).policies).toEqual({ auth })
    if (command === undefined) expect(generated.secretCommands).toEqual([])
    else {
      expect(generated.secretCommands).toEqual([expect.stringContaining(command)])
      expect(generated.secretCommands[0]).toContain('-n team-a')
    }
  })
})

describe('wrong words', () => {
  const options = { model: 'a' }
  const azure = { endpoint: 'r.openai.azure.com' }
  it.each<[string, string, Words]>([
    ['no model', 'openai', { options: {} }],
    ['no model for bedrock', 'bedrock', { options: {} }],
    ['no project', 'vertexai', { options }],
    ['no endpoint', 'azureopenai', { options: { deployment: 'd' } }],
    ['an option of another provider', 'openai', { options: { ...options, region: 'eu' } }],
    ['an empty model', 'openai', { options: { model: '' } }],
    ['a model with a blank', 'openai', { options: { model: 'gpt 4' } }],
    ['too long a model', 'openai', { options: { model: 'a'.repeat(257) } }],
    ['a bad region', 'bedrock', { options: { ...options, region: 'EU_1' } }],
    ['a guardrail without a version', 'bedrock', { options: { ...options, guardrail: 'x' } }],
    [
      "a guardrail's ARN without a version",
      'bedrock',
      { options: { ...options, guardrail: 'arn:aws:bedrock:eu:1:guardrail/x' } },
    ],
    ['an old API without a deployment', 'azureopenai', { options: { ...azure, 'api-version': '2024' } }],
    ['model and deployment', 'azureopenai', { options: { ...azure, model: 'a', deployment: 'b' } }],
    ['an endpoint with a path', 'azureopenai', { options: { endpoint: 'https://a.b/openai' } }],
    ['an endpoint with a port', 'azureopenai', { options: { endpoint: 'a.b:8443' } }],
    ['an endpoint by http', 'azureopenai', { options: { endpoint: 'http://a.b' } }],
    ['a resource for an endpoint', 'azureopenai', { options: { endpoint: 'my-resource' } }],
    ['no host at all', 'azureopenai', { options: { endpoint: ':' } }],
    ['a Secret of no such name', 'openai', { options, secret: 'My_Secret' }],
    ['an empty key', 'openai', { options, secret: 'a/' }],
    ['too much of a Secret', 'openai', { options, secret: 'ns/a/b' }],
    ['a key for AWS', 'bedrock', { options, secret: 'a/accessKey' }],
    ['no Secret for OpenAI', 'openai', { options, noSecret: true }],
    ['a Secret and none', 'bedrock', { options, noSecret: true, secret: 'a' }],
    ['a bad name', 'openai', { options, name: 'My' }],
    ['a name that leaves the path', 'openai', { options, name: '../x' }],
  ])('%s', (_, provider, words) => {
    expect(refusal(provider, words)).toMatchObject({ code: 'usage', exit: 2 })
    expect(refusal(provider, words).text).not.toContain('hunter2')
  })

  it.each<[string, string, Words]>([
    ['as the model', 'openai', { options: { model: 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789' } }],
    [
      'as the Secret',
      'openai',
      { options: { model: 'a' }, secret: 'sk-proj-abcdef0123456789abcdef0123456789' },
    ],
    ['in the endpoint', 'azureopenai', { options: { endpoint: 'https://u:abcdefgh0123456789@a.b' } }],
  ])('a credential %s is refused and not repeated', (_, provider, words) => {
    const { code, exit, text } = refusal(provider, words)
    expect({ code, exit }).toEqual({ code: 'plain-credential', exit: 2 })
    expect(text).not.toContain('0123456789')
  })

  it.each(PROVIDERS)('$name says by an example what it needs', (provider) => {
    const { text } = refusal(provider.name, { options: {} })
    const [first] = Object.entries(provider.needs)
    expect(text).toContain(`--${first![0]} ${first![1]}`)
    // The examples are good ones.
    expect(() => generate(provider.name, { options: provider.needs })).not.toThrow()
  })
})
