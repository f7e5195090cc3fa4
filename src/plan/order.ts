/** In which order objects are applied, so that what others refer to is there before them. */

/** By rank, and among kinds that refer to nothing of ours the first. */
const RANKS: Readonly<Record<string, number>> = {
  CustomResourceDefinition: 0,
  Namespace: 0,
  Secret: 1,
  ConfigMap: 1,
  ServiceAccount: 1,
  Service: 1,
  AgentgatewayParameters: 1,
  GatewayClass: 2,
  Gateway: 3,
  MCPBackend: 4,
  AgentgatewayBackend: 4,
  AgentgatewayModel: 4,
  AgentgatewayPolicy: 5,
  ReferenceGrant: 5,
  AIRoute: 6,
  HTTPRoute: 6,
  GRPCRoute: 6,
}
const OTHERS = 1

export const applyRank = (kind: string): number => RANKS[kind] ?? OTHERS
