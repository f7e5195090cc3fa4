/** `add-llm`: from its words to checked objects; ./add.ts puts them where they go. */
import { usageError } from '../errors.ts'
import { type GeneratedLlm, generateLlm, type LlmIntent } from '../generate/add-llm.ts'
import type { Provider } from '../generate/llm/provider.ts'
import { PROVIDERS } from '../generate/llm/providers.ts'
import type { Settings } from '../model/settings.ts'
import { nearest } from '../model/nearest.ts'
import { checkGenerated } from './check-generated.ts'

const providerNamed = (name: string | undefined): Provider => {
  const found = PROVIDERS.find((provider) => provider.name === name)
  if (found !== undefined) return found
  const names = PROVIDERS.map((provider) => provider.name)
  const near = name === undefined ? undefined : nearest(name, names)
  throw usageError(
    name === undefined ? '--provider is missing' : `there is no provider "${name}"`,
    `${near === undefined ? '' : `did you mean ${near}? `}The providers are ${names.join(', ')}.`,
  )
}

export interface LlmRequest extends Omit<LlmIntent, 'provider'> {
  readonly provider: string | undefined
}

/** Throws what generateLlm throws. */
export const generate = async (request: LlmRequest, settings: Settings): Promise<GeneratedLlm> => {
  const generated = generateLlm({ ...request, provider: providerNamed(request.provider) }, settings)
  await checkGenerated(generated.resources, settings.namespace)
  return generated
}
