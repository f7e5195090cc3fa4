/** The ways out of a backend: each program, server and model that it leads to. */
import { list, type Mapping, mapping, mappings } from '../model/mapping.ts'
import type { Resource } from '../model/resource.ts'

export type End =
  | { readonly is: 'command'; readonly cmd: string; readonly args: readonly string[]; readonly image: string }
  /** `host` or `backendRef`, `port`, or `unixPath`; where it speaks MCP, `path` and `protocol` too. */
  | { readonly is: 'server'; readonly at: Mapping; readonly mcp: boolean }
  /** Whatever Services its labels select. */
  | { readonly is: 'services'; readonly selector: Mapping }
  /** `name`: of the provider's field; `spec`: what is in it. */
  | { readonly is: 'model'; readonly name: string; readonly spec: Mapping; readonly provider: Mapping }
  | { readonly is: 'agent'; readonly arn: string }

export interface Way {
  /** Of an AgentgatewayBackend: the name of the MCP target. */
  readonly target?: string
  readonly end: End
}

export const text = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : [])

const server = (value: unknown, mcp: boolean): End[] =>
  value === undefined ? [] : [{ is: 'server', at: mapping(value), mcp }]

const command = (value: unknown, image: unknown): End[] => {
  const { cmd, args } = mapping(value)
  return text(cmd).map((program) => ({
    is: 'command',
    cmd: program,
    args: list(args).flatMap(text),
    image: text(image)[0] ?? '',
  }))
}

const ofTarget = (target: Mapping): Way[] => {
  const [name] = text(target['name'])
  const selector: End[] =
    target['selector'] === undefined ? [] : [{ is: 'services', selector: mapping(target['selector']) }]
  return [...server(target['static'], true), ...selector].map((end) => ({
    ...(name === undefined ? {} : { target: name }),
    end,
  }))
}

/** Fields of a provider that are not the provider itself. */
const BESIDE = ['name', 'host', 'port', 'path', 'pathPrefix', 'policies']

const ofAi = (value: unknown): End[] => {
  const { provider, groups } = mapping(value)
  return [mapping(provider), ...mappings(groups).flatMap((group) => mappings(group['providers']))].flatMap(
    (one) =>
      Object.entries(one).flatMap(([name, spec]): End[] =>
        BESIDE.includes(name) ? [] : [{ is: 'model', name, spec: mapping(spec), provider: one }],
      ),
  )
}

/** Tolerates what is not valid. */
export const waysOf = (backend: Resource): Way[] => {
  const { mcp, ai, static: host, a2a, aws, deployment } = mapping(backend['spec'])
  const own = mapping(mcp)
  const arns = text(mapping(mapping(aws)['agentCore'])['agentRuntimeArn'])
  return [
    ...mappings(own['targets']).flatMap(ofTarget),
    ...[
      ...command(own['stdio'], mapping(deployment)['image']),
      ...server(own['static'], true),
      ...ofAi(ai),
      ...server(host, false),
      ...server(a2a, false),
      ...arns.map((arn): End => ({ is: 'agent', arn })),
    ].map((end) => ({ end })),
  ]
}
