/** From the words of `add-llm` to the objects it stands for. Pure: reads nothing and writes nothing. */
import { usageError } from '../errors.ts'
import { API_VERSION } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'
import type { Settings } from '../model/settings.ts'
import { airoute } from './airoute.ts'
import { gatewayUrl } from './gateway-url.ts'
import { checkOptions, type LlmOptions, type Provider } from './llm/provider.ts'
import { checkLabel } from './names.ts'
import { secretCommand, secretFileCommand } from './secret-command.ts'
import { readSecretRef, type SecretRef } from './secret-ref.ts'

export interface LlmIntent {
  readonly name: string
  readonly provider: Provider
  readonly options: LlmOptions
  /** `NAME` or `NAME/KEY`; default a name made from the model's. */
  readonly secret?: string | undefined
  /** No Secret at all: the proxy has an identity of its own. */
  readonly noSecret: boolean
}

export interface GeneratedLlm {
  readonly name: string
  /** The AgentgatewayBackend, then its AIRoute. */
  readonly resources: readonly [Resource, Resource]
  /** What clients of OpenAI's API take as its base: they add `/chat/completions`. */
  readonly url: string
  /** The command that creates the Secret, where there is one. */
  readonly secretCommands: readonly string[]
}

/** Throws usage errors and `plain-credential`. */
export const generateLlm = (
  intent: LlmIntent,
  { namespace, gateway, url }: Pick<Settings, 'namespace' | 'gateway' | 'url'>,
): GeneratedLlm => {
  const { name, provider, options } = intent
  checkLabel('NAME', name)
  checkLabel('the namespace', namespace)
  checkOptions(provider, options)
  const secret = secretOf(intent)
  const pathPrefix = `/llm/${name}`
  return {
    name,
    resources: [
      {
        apiVersion: API_VERSION,
        kind: 'AgentgatewayBackend',
        metadata: { name, namespace },
        spec: {
          ai: { provider: { [provider.name]: present(provider.spec(options)) } },
          policies: { auth: provider.auth.spec(secret) },
        },
      },
      airoute({ name, namespace, gateway, pathPrefix, backend: 'AgentgatewayBackend' }),
    ],
    url: `${gatewayUrl(url, pathPrefix)}/v1`,
    secretCommands: secret === undefined ? [] : [commandFor(secret, provider, namespace)],
  }
}

/** Without what was not given, as the objects will be compared with what stands. */
const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const secretOf = ({ name, provider, secret, noSecret }: LlmIntent): SecretRef | undefined => {
  const { auth } = provider
  if (noSecret) {
    if (secret !== undefined) throw usageError('--secret and --no-secret contradict each other')
    if (auth.ambient) return undefined
    throw usageError(`--no-secret is not for ${provider.name}, which knows its users by a key`)
  }
  if (secret === undefined) return { name: `${name}-secret` }
  const ref = readSecretRef('--secret', secret)
  if (ref === undefined)
    throw usageError(
      '--secret does not name a Secret, or a key of it',
      `for example: --secret ${name}-secret`,
    )
  if (ref.key !== undefined && !auth.takesKey)
    throw usageError(
      `--secret takes no key for ${provider.name}`,
      `the Secret has the keys ${auth.keys.join(' and ')}, and no others can be named`,
    )
  return ref.key !== undefined && auth.keys.includes(ref.key) ? { name: ref.name } : ref
}

const commandFor = ({ name, key }: SecretRef, { auth }: Provider, namespace: string): string => {
  const keys = key === undefined ? auth.keys : [key]
  return auth.isFile
    ? secretFileCommand(name, namespace, keys[0] ?? '')
    : secretCommand(name, namespace, keys)
}
