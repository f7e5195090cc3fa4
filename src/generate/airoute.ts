import { API_VERSION, GROUP } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'

export interface RouteIntent {
  readonly name: string
  readonly namespace: string
  /** The Gateway that it attaches to. */
  readonly gateway: { readonly namespace: string; readonly name: string }
  readonly pathPrefix: string
  /** The kind of the backend, which has the route's own name and namespace. */
  readonly backend: 'MCPBackend' | 'AgentgatewayBackend'
}

/** The AIRoute that leads one path prefix to one backend. */
export const airoute = ({ name, namespace, gateway, pathPrefix, backend }: RouteIntent): Resource => ({
  apiVersion: API_VERSION,
  kind: 'AIRoute',
  metadata: { name, namespace },
  spec: {
    parentRefs: [{ name: gateway.name, namespace: gateway.namespace }],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: pathPrefix } }],
        backendRefs: [{ group: GROUP, kind: backend, name }],
      },
    ],
  },
})
