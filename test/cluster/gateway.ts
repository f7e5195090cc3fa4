/** Where `get` finds something to show: a Gateway in its namespace, and another namespace beside it. */
export const NAMESPACE = 'agentgateway-system'

export const GATEWAY = `
apiVersion: v1
kind: Namespace
metadata: {name: ${NAMESPACE}}
---
apiVersion: v1
kind: Namespace
metadata: {name: edge}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: agentgateway, namespace: ${NAMESPACE}}
spec:
  gatewayClassName: agentgateway
  listeners: [{name: http, port: 8080, protocol: HTTP}]
---
`
