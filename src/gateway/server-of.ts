/**
 * The spec of a valid MCPBackend as a server that can run on this machine, or why it can not. What is not
 * understood completely is not served: a server without its protection is worse than none.
 */
import { isIPv6 } from 'node:net'
import { basename } from 'node:path'
import { mayNameCredential } from '../model/credentials/names.ts'
import { passwordsIn } from '../model/credentials/shapes.ts'
import { networkEnvironment } from './network-environment.ts'
import type { Launch, Server, UnreadyServer } from './state.ts'

interface KeyRef {
  readonly name: string
  readonly key: string
  readonly optional?: boolean
}

interface EnvVar {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly secretKeyRef?: KeyRef; readonly configMapKeyRef?: KeyRef }
}

interface Stdio {
  readonly cmd: string
  readonly args?: readonly string[]
  readonly env?: readonly EnvVar[]
  readonly workingDir?: string
}

interface Static {
  readonly host?: string
  readonly backendRef?: { readonly name: string }
  readonly port: number
  readonly path?: string
  readonly protocol?: 'StreamableHTTP' | 'SSE'
  readonly tls?: Readonly<Record<string, unknown>>
}

/** `spec.mcp` of an MCPBackend that its schema has been checked against. */
export interface McpSpec {
  readonly stdio?: Stdio
  readonly static?: Static
  readonly policies?: {
    readonly tools?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] }
    readonly authorization?: unknown
    readonly auth?: { readonly secretRef: { readonly name: string; readonly key?: string } }
  }
}

type Environment = Readonly<Record<string, string | undefined>>
interface Launchable {
  readonly launch: Launch
  readonly secrets: readonly string[]
}

/** Shorter values are words rather than credentials. */
const MIN_PLAIN_SECRET = 6

/** The variable that holds the credential for a static server: AGENTGW_AUTH_GITHUB for `github`. */
export const authVariable = (id: string): string =>
  `AGENTGW_AUTH_${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`

const fromRef = (
  { name, valueFrom }: EnvVar,
  environment: Environment,
): { value?: string; secret?: true } | UnreadyServer => {
  const { secretKeyRef, configMapKeyRef } = valueFrom ?? {}
  const ref = secretKeyRef ?? configMapKeyRef
  const value = environment[name]
  if (value !== undefined) return secretKeyRef ? { value, secret: true } : { value }
  if (ref?.optional) return {}
  const where = `key ${ref?.key} of the ${secretKeyRef ? 'Secret' : 'ConfigMap'} ${ref?.name}`
  return { unready: `it needs ${name} (${where}): set the variable ${name} where the gateway runs` }
}

const launchStdio = (stdio: Stdio, environment: Environment): Launchable | UnreadyServer => {
  const { cmd, args = [], workingDir } = stdio
  const env = networkEnvironment(environment)
  // npx asks before it installs, and nobody could answer.
  if (basename(cmd) === 'npx') env['npm_config_yes'] = 'true'
  const secrets = args.flatMap(passwordsIn)
  for (const variable of stdio.env ?? []) {
    const { name } = variable
    const found = variable.value === undefined ? fromRef(variable, environment) : { value: variable.value }
    if ('unready' in found) return found
    if (found.value === undefined) continue
    env[name] = found.value
    secrets.push(...passwordsIn(found.value))
    const plain = mayNameCredential(name) && found.value.length >= MIN_PLAIN_SECRET
    if ('secret' in found || plain) secrets.push(found.value)
  }
  const cwd = workingDir === undefined ? {} : { cwd: workingDir }
  return { launch: { via: 'stdio', command: cmd, args, env, ...cwd }, secrets }
}

const launchStatic = (
  { host, backendRef, port, path, protocol, tls }: Static,
  auth: boolean,
  id: string,
  environment: Environment,
): Launchable | UnreadyServer => {
  if (host === undefined)
    return { unready: `its Service ${backendRef?.name} is only in a cluster; name a host to serve it here` }
  const [unmet] = Object.keys(tls ?? {})
  if (unmet !== undefined) return { unready: `tls.${unmet} does not work here, only tls: {}` }
  const headers: Record<string, string> = {}
  const secrets: string[] = []
  if (auth) {
    const variable = authVariable(id)
    const credential = environment[variable]?.replace(/^Bearer /i, '').trim()
    if (!credential)
      return { unready: `it needs a credential: set the variable ${variable} where the gateway runs` }
    headers['Authorization'] = `Bearer ${credential}`
    secrets.push(credential)
  }
  const via = protocol === 'SSE' ? 'sse' : 'http'
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`
  const url = `${tls === undefined ? 'http' : 'https'}://${authority}${path ?? (via === 'sse' ? '/sse' : '/mcp')}`
  return { launch: { via, url, headers }, secrets }
}

/** `id`: the name under which it is served; `environment`: where the values of Secrets and ConfigMaps come from. */
export const serverOf = (mcp: McpSpec, id: string, environment: Environment): Server | UnreadyServer => {
  const { stdio, static: fixed, policies = {} } = mcp
  if (policies.authorization !== undefined)
    return {
      unready:
        'spec.mcp.policies.authorization (CEL) can not be enforced here; use policies.tools to serve it here',
    }
  const launchable = stdio
    ? launchStdio(stdio, environment)
    : fixed
      ? launchStatic(fixed, policies.auth !== undefined, id, environment)
      : { unready: 'it names no server' }
  if ('unready' in launchable) return launchable
  const { allow, deny = [] } = policies.tools ?? {}
  return { ...launchable, tools: allow === undefined ? { deny } : { allow, deny } }
}
