/** The providers that `add-llm` knows. Field names and rules are upstream's. */
import { usageError } from '../../errors.ts'
import { isSubdomain } from '../names.ts'
import { apiKey, aws, gcp } from './auth.ts'
import type { LlmOptions, Provider } from './provider.ts'

const modelOnly = (name: string, example: string): Provider => ({
  name,
  needs: { model: example },
  takes: [],
  spec: ({ model }) => ({ model }),
  auth: apiKey,
})

/** A host by its name, of which upstream drops a scheme; whatever else a URL has would be lost. */
const host = (text: string): string => {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  // Not repeated: what is more than a host may be a credential.
  if (url?.href !== `https://${url?.hostname ?? ''}/` || !isSubdomain(url.hostname))
    throw usageError('--endpoint takes the name of a host and nothing more', HOST_EXAMPLE)
  if (!url.hostname.includes('.')) throw usageError('--endpoint takes a whole host name', HOST_EXAMPLE)
  return url.hostname
}
const HOST_EXAMPLE = 'for example: --endpoint my-resource.openai.azure.com'

const azureopenai = ({ model, endpoint = '', deployment, 'api-version': apiVersion }: LlmOptions) => {
  // At Azure a model is called by the name of its deployment.
  if (model !== undefined && deployment !== undefined && model !== deployment)
    throw usageError(
      '--model and --deployment name two things',
      'Azure calls a model by the name of its deployment: --deployment alone is enough',
    )
  const deploymentName = deployment ?? model
  if (deploymentName === undefined && apiVersion !== undefined && apiVersion !== 'v1')
    throw usageError(`--api-version ${apiVersion} needs --deployment`, 'only v1 takes it from the request')
  return { endpoint: host(endpoint), deploymentName, apiVersion }
}

const regionOf = ({ region }: LlmOptions): string | undefined => {
  if (region === undefined || /^[a-z0-9-]{1,63}$/.test(region)) return region
  throw usageError('--region takes lower case letters, digits and "-"', 'for example: --region eu-central-1')
}

/** The version stands last: an identifier may be an ARN, which has colons of its own. */
const guardrailOf = ({ guardrail }: LlmOptions) => {
  if (guardrail === undefined) return undefined
  const [, identifier, version] = /^(.+):(DRAFT|\d{1,8})$/.exec(guardrail) ?? []
  if (identifier === undefined)
    throw usageError(
      '--guardrail takes ID:VERSION',
      'for example: --guardrail gr-abc123:1; DRAFT is a version, too',
    )
  return { identifier, version }
}

const projectOf = ({ project = '' }: LlmOptions): string => {
  if (project.length <= 64) return project
  throw usageError('--project has more than 64 characters')
}

export const PROVIDERS: readonly Provider[] = [
  modelOnly('openai', 'gpt-4o-mini'),
  modelOnly('anthropic', 'claude-sonnet-4-5'),
  modelOnly('gemini', 'gemini-2.5-flash'),
  {
    name: 'azureopenai',
    needs: { endpoint: 'my-resource.openai.azure.com' },
    takes: ['deployment', 'model', 'api-version'],
    spec: azureopenai,
    auth: apiKey,
  },
  {
    name: 'bedrock',
    needs: { model: 'anthropic.claude-3-5-haiku-20241022-v1:0' },
    takes: ['region', 'guardrail'],
    spec: (options) => ({
      model: options.model,
      region: regionOf(options),
      guardrail: guardrailOf(options),
    }),
    auth: aws,
  },
  {
    name: 'vertexai',
    needs: { model: 'google/gemini-2.5-flash', project: 'my-project' },
    takes: ['region'],
    spec: (options) => ({
      projectId: projectOf(options),
      model: options.model,
      region: regionOf(options),
    }),
    auth: gcp,
  },
]
