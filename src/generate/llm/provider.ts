/** What a provider of models takes from the command line, and makes of it. */
import { usageError } from '../../errors.ts'
import { holdsCredential } from '../../model/credentials/shapes.ts'
import { plainCredential } from '../credentials.ts'
import type { SecretRef } from '../secret-ref.ts'

const LLM_OPTIONS = [
  'model',
  'endpoint',
  'deployment',
  'api-version',
  'region',
  'guardrail',
  'project',
] as const
export type LlmOption = (typeof LLM_OPTIONS)[number]
export type LlmOptions = Readonly<Partial<Record<LlmOption, string | undefined>>>

export interface Provider {
  /** Also the name of the field of AgentgatewayBackend `spec.ai.provider`. */
  readonly name: string
  /** The options that it can not do without, each with an example. */
  readonly needs: LlmOptions
  /** What else it takes. */
  readonly takes: readonly LlmOption[]
  /** The content of its field. Throws usage errors. */
  readonly spec: (options: LlmOptions) => Readonly<Record<string, unknown>>
  /** How the gateway proves who it is. */
  readonly auth: Auth
}

export interface Auth {
  /** The keys that upstream looks for in the Secret. */
  readonly keys: readonly string[]
  /** Whether `secretRef.key` may name another. */
  readonly takesKey: boolean
  /** Whether the value is a file. */
  readonly isFile: boolean
  /** Whether the proxy can do without a Secret, by the identity that it has where it runs. */
  readonly ambient: boolean
  /** The content of `spec.policies.auth`; the key is named only where it is not the usual one. */
  readonly spec: (secret: SecretRef | undefined) => Readonly<Record<string, unknown>>
}

const flag = (option: LlmOption): string => `--${option}`

/** Throws usage errors for what is missing, is not for this provider, or can be no value, and `plain-credential`. */
export const checkOptions = ({ name, needs, takes }: Provider, options: LlmOptions): void => {
  const own = [...(Object.keys(needs) as LlmOption[]), ...takes]
  for (const option of LLM_OPTIONS) {
    const value = options[option]
    if (value === undefined) {
      const example = needs[option]
      if (example === undefined) continue
      throw usageError(`${name} needs ${flag(option)}`, `for example: ${flag(option)} ${example}`)
    }
    if (!own.includes(option))
      throw usageError(`${flag(option)} is not for ${name}`, `${name} takes ${own.map(flag).join(', ')}`)
    if (holdsCredential(value))
      throw plainCredential(
        `the value of ${flag(option)}`,
        'it belongs into a Secret: --secret NAME refers to it',
      )
    if (!/^[\x21-\x7E]{1,256}$/.test(value))
      throw usageError(`${flag(option)} takes 1 to 256 characters without blanks`)
  }
}
