import { GATEWAY_GROUP } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'

/** The label that every namespace bears with its own name. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name'
/** Not one of those that the proxy keeps for itself: 15000, 15020, 15021. */
const PORT = 8080

/** A Gateway of agentgateway with one HTTP listener, for routes of its own namespace and of `namespace`. */
export const gateway = (
  ref: { readonly namespace: string; readonly name: string },
  namespace: string,
): Resource => ({
  apiVersion: `${GATEWAY_GROUP}/v1`,
  kind: 'Gateway',
  metadata: { name: ref.name, namespace: ref.namespace },
  spec: {
    gatewayClassName: 'agentgateway',
    listeners: [
      {
        name: 'http',
        protocol: 'HTTP',
        port: PORT,
        allowedRoutes: {
          namespaces:
            namespace === ref.namespace
              ? { from: 'Same' }
              : {
                  from: 'Selector',
                  selector: {
                    matchExpressions: [
                      { key: NAMESPACE_NAME, operator: 'In', values: [ref.namespace, namespace] },
                    ],
                  },
                },
        },
      },
    ],
  },
})
