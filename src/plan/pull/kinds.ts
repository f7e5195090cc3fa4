/** Which kinds are looked for in a cluster, and in which namespaces. */
import type { KindRef } from '../../model/cluster.ts'
import { findKind, GATEWAY_GROUP, GROUP, type Kind } from '../../model/kinds.ts'
import { groupOf, type ResourceRef } from '../../model/resource.ts'

/** Of these every object is taken. */
export const TAKEN: readonly Kind[] = [
  'Gateway',
  'HTTPRoute',
  'AIRoute',
  'MCPBackend',
  'AgentgatewayBackend',
  'AgentgatewayPolicy',
  'AgentgatewayParameters',
  'AgentgatewayModel',
  'ReferenceGrant',
].flatMap((name) => findKind(name) ?? [])

export interface PulledKind extends KindRef {
  /** New objects of it are taken, too; of the others only what the folder holds or once applied, and what is named. */
  readonly all: boolean
}

const isGateways = ({ apiVersion }: KindRef): boolean => [GROUP, GATEWAY_GROUP].includes(groupOf(apiVersion))

/** `named`: by the user. Those of the folder in the version that the folder has. */
export const pulledKinds = (named: readonly KindRef[], held: readonly ResourceRef[]): PulledKind[] => {
  const kinds = new Map<string, PulledKind>()
  for (const { apiVersion, kind } of [...TAKEN, ...named, ...held]) {
    if (kind === 'Secret' && groupOf(apiVersion) === '') continue
    kinds.set(`${groupOf(apiVersion)}/${kind}`, { apiVersion, kind, all: isGateways({ apiVersion, kind }) })
  }
  return [...kinds.values()]
}
