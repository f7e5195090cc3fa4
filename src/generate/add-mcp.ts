/** From the words of `add-mcp` to the objects it stands for. Pure: reads nothing and writes nothing. */
import type { Resource } from '../model/resource.ts'
import type { Settings } from '../model/settings.ts'
import type { CatalogEntry } from './catalog/entry.ts'
import { type ClientSettings, clientSettings, mcpUrl } from './client-settings.ts'
import { environment, secretCommands } from './environment.ts'
import { mcpServer } from './mcp-server.ts'
import { checkLabel } from './names.ts'
import { rulesWithoutTool, toolRules } from './tools.ts'
import { transport, type Unknown } from './transport.ts'

export interface McpIntent {
  readonly name: string
  readonly from?: string | undefined
  readonly args: readonly string[]
  /** The words after `--`; undefined without `--`. */
  readonly rest?: readonly string[] | undefined
  readonly url?: string | undefined
  readonly sse: boolean
  /** `NAME=VALUE` */
  readonly env: readonly string[]
  /** `NAME=SECRET/KEY` */
  readonly secretEnv: readonly string[]
  readonly allowTools: readonly string[]
  readonly denyTools: readonly string[]
}

export interface GeneratedMcp {
  readonly name: string
  /** The MCPBackend, then its AIRoute. */
  readonly resources: readonly [Resource, Resource]
  /** Where clients reach it. */
  readonly url: string
  readonly clientSettings: ClientSettings
  /** Commands that create the Secrets that it refers to. */
  readonly secretCommands: readonly string[]
  readonly entry?: CatalogEntry
  /** Tool rules that match no tool of the catalog's server. */
  readonly idleRules: readonly string[]
}

/** Throws usage errors and `plain-credential`. A name that the catalog does not have is a value. */
export const generateMcp = (
  intent: McpIntent,
  settings: Pick<Settings, 'namespace' | 'gateway' | 'url'>,
): GeneratedMcp | Unknown => {
  const { name } = intent
  checkLabel('NAME', name)
  checkLabel('the namespace', settings.namespace)
  const env = environment(intent.env, intent.secretEnv)
  const tools = toolRules(intent.allowTools, intent.denyTools)
  const found = transport({ ...intent, env })
  if ('unknown' in found) return found
  const url = mcpUrl(settings.url, name)
  return {
    name,
    resources: mcpServer({ ...settings, name, transport: found.transport, tools }),
    url,
    clientSettings: clientSettings(name, url),
    secretCommands: secretCommands(env, settings.namespace),
    ...(found.entry === undefined ? {} : { entry: found.entry }),
    idleRules: found.entry === undefined ? [] : rulesWithoutTool(tools, found.entry.tools),
  }
}
