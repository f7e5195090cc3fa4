/** Where the providers of models answer. */
import type { Mapping } from '../model/mapping.ts'
import { text } from './ways.ts'

/** Of those that are given no host, by the name of their field. */
const PROVIDERS: Readonly<Record<string, (provider: Mapping) => string[]>> = {
  openai: () => ['api.openai.com'],
  anthropic: () => ['api.anthropic.com'],
  gemini: () => ['generativelanguage.googleapis.com'],
  azureopenai: ({ endpoint }) => text(endpoint),
  vertexai: ({ region }) => {
    const [where = 'global'] = text(region)
    return [where === 'global' ? 'aiplatform.googleapis.com' : `${where}-aiplatform.googleapis.com`]
  },
  bedrock: ({ region }) => [`bedrock-runtime.${text(region)[0] ?? 'us-east-1'}.amazonaws.com`],
}

export const isProvider = (name: string): boolean => name in PROVIDERS

export const defaultHosts = (name: string, provider: Mapping): string[] => PROVIDERS[name]?.(provider) ?? []
