/** The flags of a probe, and what they ask for. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.ts'
import type { ProbeRequest } from '../../operations/kill-switch/probing.ts'

/** For one call, ms: what hangs must not hold up a revocation for long. */
const TIMEOUT = 3_000

export const probeFlags = {
  probe: Flags.string({
    description:
      'call the target at this address to see it dark, or back; {name} stands for the name of each target',
    helpValue: 'URL',
  }),
  'probe-header-env': Flags.string({
    description:
      'a header of the calls, and the environment variable that holds its value; may be given several times',
    helpValue: 'HEADER=VARIABLE',
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['probe'],
  }),
  'probe-tool': Flags.string({
    description: 'the tool to call (default: one that only reads and needs no arguments)',
    helpValue: 'NAME',
    dependsOn: ['probe'],
  }),
  'probe-args': Flags.string({
    description: "the tool's arguments; of an HTTP request the body",
    helpValue: 'JSON',
    dependsOn: ['probe'],
  }),
  'probe-method': Flags.string({
    description: 'ask by this HTTP method, for what does not speak MCP (default for models: GET)',
    helpValue: 'METHOD',
    dependsOn: ['probe'],
    exclusive: ['probe-tool'],
  }),
}

interface Given {
  readonly probe?: string | undefined
  readonly 'probe-header-env'?: readonly string[] | undefined
  readonly 'probe-tool'?: string | undefined
  readonly 'probe-args'?: string | undefined
  readonly 'probe-method'?: string | undefined
}

const parseArguments = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Told below: what was given is not repeated, since it may hold a secret.
  }
  throw usageError('--probe-args takes a JSON object', 'such as \'{"path": "/data"}\'')
}

/** Throws usage errors. */
export const probeOf = async (flags: Given): Promise<ProbeRequest | undefined> => {
  if (flags.probe === undefined) return undefined
  const [{ probeHeaders }, { probeUrl }] = await Promise.all([
    import('../../probe/headers.ts'),
    import('../../probe/url.ts'),
  ])
  // So that a mistake in it is told before anything is done.
  probeUrl(flags.probe, { name: 'name', namespace: 'namespace' })
  return {
    url: flags.probe,
    headers: probeHeaders(flags['probe-header-env'] ?? [], process.env),
    tool: flags['probe-tool'],
    arguments: flags['probe-args'] === undefined ? undefined : parseArguments(flags['probe-args']),
    method: flags['probe-method']?.toUpperCase(),
    timeoutMs: TIMEOUT,
  }
}
