/** Calls each target before, during and after a revoke, where the user gave an address at which it can be reached. */
import { usageError } from '../../errors.ts'
import type { Part } from '../../model/part.ts'
import { mapSome } from '../../model/map-some.ts'
import type { Judgement, Obstacle, ProbeVerdict, ReturnVerdict } from '../../model/probe.ts'
import { isRoute } from '../../model/kinds.ts'
import type { Resource, ResourceRef } from '../../model/resource.ts'
import { type Named, targetKey } from '../../model/revocation.ts'
import type { Probe } from '../../probe/probe.ts'
import { mcpTargets } from '../../plan/deny.ts'
import type { Standing } from '../../plan/revoke-targets.ts'

export interface ProbeRequest {
  /** With `{name}` and `{namespace}` where it stands for several targets. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Undefined: one that only reads, by its own word, and needs no arguments. */
  readonly tool?: string | undefined
  /** Of the tool; of an HTTP request the body. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined
  /** The HTTP method, for what does not speak MCP. */
  readonly method?: string | undefined
  /** For one call, ms. */
  readonly timeoutMs: number
}

interface Running {
  readonly target: Named
  readonly probe: Probe
}

/** What can be called, as it stood when the command began: a backend, or a route that was named alone. */
export interface Probed extends Named {
  readonly protocol: 'mcp' | 'http'
}

const protocolOf = (readings: readonly Resource[] = []): Probed['protocol'] =>
  readings.length === 0 || readings.some((one) => isRoute(one.kind) || mcpTargets(one) !== undefined)
    ? 'mcp'
    : 'http'

/** The targets that are worth a call: routes come with what they lead to, unless nothing else was named. */
export const probedOf = (
  targets: readonly (Named & { readonly because: string })[],
  standing: (ref: ResourceRef) => Standing | undefined,
): readonly Probed[] => {
  const named = targets.filter(({ because }) => because === 'named')
  const backends = named.filter(({ ref }) => !isRoute(ref.kind))
  return (backends.length > 0 ? backends : named).map(({ ref, part }) => ({
    ref,
    ...(part && { part }),
    protocol: protocolOf(standing(ref)?.readings),
  }))
}

const partOf = ({ ref, part }: Named): Part | undefined =>
  // Of an MCPBackend there is one server, whose tools have no prefix.
  part === undefined || ref.kind !== 'MCPBackend'
    ? part
    : { ...(part.tool === undefined ? {} : { tool: part.tool }) }

/** Throws a usage error where one address is to stand for several targets. */
const open = async (
  request: ProbeRequest,
  targets: readonly Probed[],
  now: () => number,
): Promise<Running[]> => {
  const [{ openProbe }, { isTemplate, probeUrl }] = await Promise.all([
    import('../../probe/probe.ts'),
    import('../../probe/url.ts'),
  ])
  if (targets.length > 1 && !isTemplate(request.url))
    throw usageError(
      `--probe: ${targets.length} targets, and one URL without {name}`,
      'write {name} where the name of each target stands, such as http://127.0.0.1:3000/mcp/{name}',
    )
  return targets.map((target) => {
    const { ref, protocol } = target
    const common = {
      url: probeUrl(request.url, { name: ref.name, namespace: ref.namespace ?? '' }),
      headers: request.headers,
      timeoutMs: request.timeoutMs,
      now,
    }
    const probe =
      protocol === 'mcp' && request.method === undefined
        ? openProbe({
            ...common,
            protocol: 'mcp',
            tool: request.tool,
            arguments: request.arguments,
            part: partOf(target),
          })
        : openProbe({ ...common, protocol: 'http', method: request.method, body: request.arguments })
    return { target, probe }
  })
}

/** So many are opened or looked at a time; until the end all of them are held open. */
const AT_A_TIME = 32

const each = async <T>(
  all: readonly Running[],
  call: (one: Running) => Promise<T>,
): Promise<Map<string, T>> => {
  const results = await mapSome(all, call, AT_A_TIME)
  return new Map(all.map(({ target }, i) => [targetKey(target), results[i] as T]))
}

/** Probes that have called once, and go on calling until `after` or `close`. */
export interface Probes {
  /** What keeps a probe from proving anything, by targetKey. */
  readonly obstacles: ReadonlyMap<string, Obstacle | undefined>
  after(signal?: AbortSignal): Promise<ReadonlyMap<string, ProbeVerdict>>
  /** Whether each answers again, in a new session and in that of before. */
  back(): Promise<ReadonlyMap<string, ReturnVerdict>>
  close(): Promise<void>
}

export const startProbes = async (
  request: ProbeRequest,
  targets: readonly Probed[],
  now: () => number,
): Promise<Probes> => {
  const all = await open(request, targets, now)
  const obstacles = await each(all, ({ probe }) => probe.before())
  const end = new AbortController()
  const watching = Promise.all(all.map(({ probe }) => probe.watch(end.signal)))
  return {
    obstacles,
    after: async (signal) => {
      end.abort()
      await watching
      return each(all, ({ probe }) => probe.after(signal && { signal }))
    },
    back: () => each(all, ({ probe }) => probe.answersAgain()),
    close: async () => {
      end.abort()
      await watching
      await each(all, ({ probe }) => probe.close())
    },
  }
}

/** After a restore: whether each target answers in a new session. */
export const probeReturn = async (
  request: ProbeRequest,
  targets: readonly Probed[],
  now: () => number,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ReturnVerdict>> => {
  const all = await open(request, targets, now)
  try {
    return await each(all, ({ probe }) => probe.answersAgain(signal && { signal }))
  } finally {
    await each(all, ({ probe }) => probe.close())
  }
}

/** What each target answers now, in a new session. */
export const probeNow = async (
  request: ProbeRequest,
  targets: readonly Probed[],
  now: () => number,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Judgement>> => {
  const all = await open(request, targets, now)
  return each(all, ({ probe }) => probe.look(signal))
}
