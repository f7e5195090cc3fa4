/** What this project's own kinds become upstream: an object of the same name, which upstream's policies can name. */
import { API_VERSION, GATEWAY_GROUP } from '../model/kinds.ts'
import type { ResourceRef } from '../model/resource.ts'

const LOWERED: Readonly<Record<string, Pick<ResourceRef, 'apiVersion' | 'kind'>>> = {
  MCPBackend: { apiVersion: API_VERSION, kind: 'AgentgatewayBackend' },
  AIRoute: { apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'HTTPRoute' },
}

/** The reference itself where its kind is upstream's own. */
export const lowered = (ref: ResourceRef): ResourceRef => ({ ...ref, ...LOWERED[ref.kind] })
