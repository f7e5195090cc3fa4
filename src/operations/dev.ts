/** The folder as a running MCP gateway on this machine, kept as the folder and its revocations are. */
import { join, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import type { Gateway, GatewayOptions } from '../gateway/gateway.ts'
import { type GatewayState, servedIds } from '../gateway/state.ts'
import { mustExist } from '../manifest/read.ts'
import { openWorkspace } from '../manifest/settings.ts'
import { stashFolder } from '../manifest/stash-folder.ts'
import type { Settings } from '../model/settings.ts'
import { BackendReader } from './dev/read-backends.ts'
import { RevocationReader } from './dev/read-revocations.ts'
import { tellChange } from './dev/tell-change.ts'
import { FileWatch } from '../manifest/watch-files.ts'
import { StashWatch } from '../manifest/watch-stash.ts'

export interface DevOptions {
  readonly cwd: string
  readonly dir?: string
  /** 0: any free one; undefined: the one of agentgw.yaml's url where that is on this machine, else 3000. */
  readonly port?: number
  /** Undefined: .agentgw/audit.jsonl in the root, and without a root `note`. */
  readonly auditLog?: string
  /** Where the values of Secrets and ConfigMaps are taken from. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Told everything that happens, a line at a time. */
  readonly note: (line: string) => void
  readonly version: string
}

export interface Endpoint {
  readonly name: string
  readonly url: string
}

export interface Dev {
  /** The servers that are served now, and last all of them together. */
  readonly endpoints: readonly Endpoint[]
  /** Ends every session and every child process. */
  close(): Promise<void>
}

const DEFAULT_PORT = 3000
/** Editors write a file in several steps. Milliseconds. */
const SETTLE = 30
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const portOf = ({ url }: Settings): number => {
  const own = URL.parse(url)
  return own !== null && own.protocol === 'http:' && LOOPBACK.has(own.hostname)
    ? Number(own.port || 80)
    : DEFAULT_PORT
}

const cannotListen = (error: unknown, port: number, auditLog: string | undefined): unknown => {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new UserError('port-taken', `port ${port} of 127.0.0.1 is in use`, {
      hint: 'name another with --port, or take any free one with --port 0',
    })
  if (syscall === 'listen')
    return new UserError('cannot-listen', `can not listen on port ${port} of 127.0.0.1: ${code ?? message}`, {
      hint: 'name a port above 1023 with --port, or take any free one with --port 0',
    })
  if (syscall !== undefined)
    return new UserError(
      'audit-log-unwritable',
      `the audit log ${auditLog ?? ''} can not be written: ${code ?? message}`,
      {
        hint: 'name a file that you may write with --audit-log',
      },
    )
  return error
}

const listen = async (options: GatewayOptions): Promise<Gateway> => {
  const { Gateway } = await import('../gateway/gateway.ts')
  try {
    return await Gateway.listen(options)
  } catch (error) {
    throw cannotListen(error, options.port, options.auditLog)
  }
}

const urlOf = (gateway: Gateway, id?: string): string =>
  `http://127.0.0.1:${gateway.port}/mcp${id === undefined ? '' : `/${id}`}`

/** Listens once this resolves. */
export const dev = async (options: DevOptions): Promise<Dev> => {
  const { note, cwd } = options
  const workspace = await openWorkspace(options)
  const { root, folder, settings } = workspace
  mustExist(folder)
  const files = await FileWatch.of([folder], SETTLE)
  const backends = await BackendReader.of(workspace, options.environment)
  const revocations = root === undefined ? undefined : RevocationReader.of(root, settings.namespace)
  const read = (): { state: GatewayState; problems: readonly string[] } => ({
    state: {
      servers: backends.servers,
      revoked: revocations?.revoked ?? new Map<string, never>(),
      revokedTools: revocations?.revokedTools ?? new Map<string, never>(),
    },
    problems: [...(revocations?.problems ?? []), ...backends.problems],
  })
  let reading = read()
  const gateway = await listen({
    port: options.port ?? portOf(settings),
    state: reading.state,
    auditLog:
      options.auditLog === undefined
        ? root && join(root, '.agentgw', 'audit.jsonl')
        : resolve(cwd, options.auditLog),
    note,
    version: options.version,
  })
  const tell = (before: typeof reading | undefined): void => {
    for (const problem of reading.problems) if (!before?.problems.includes(problem)) note(problem)
    for (const line of tellChange(before?.state, reading.state, (id) => urlOf(gateway, id))) note(line)
  }
  tell(undefined)
  const publish = (): void => {
    const before = reading
    reading = read()
    gateway.update(reading.state)
    tell(before)
  }
  files.start(async () => {
    await backends.read()
    publish()
  })
  // A revocation waits for nothing, least of all until a changed folder has been read and checked.
  const journal =
    root === undefined
      ? undefined
      : new StashWatch(stashFolder(root), (names) => {
          if (revocations?.look(names)) publish()
        })
  return {
    endpoints: [
      ...servedIds(reading.state).map((id) => ({ name: id, url: urlOf(gateway, id) })),
      { name: '(all)', url: urlOf(gateway) },
    ],
    close: async () => {
      files.close()
      journal?.close()
      await gateway.close()
    },
  }
}
