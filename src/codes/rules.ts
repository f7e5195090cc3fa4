import { table } from './entry.ts'

/** Codes of the rules across resources: what no single object shows. */
export const rules = table({
  'duplicate-resource': {
    is: 'finding',
    title: 'The same object is given twice in the input; the one that is applied last would win.',
    mend: 'Remove one, or give it another name or namespace.',
  },
  'missing-backend': {
    is: 'finding',
    title: 'A route points to a backend that is nowhere in the input.',
    mend: 'Correct the name or the namespace, add the backend, or ignore this if it already is in the cluster.',
  },
  'wrong-backend-kind': {
    is: 'finding',
    title: 'A route leads to an object of a kind that can not be a backend.',
    mend: 'Name a Service, MCPBackend or AgentgatewayBackend; the latter two need `group: agentgateway.dev`, because without a group the core group is meant.',
  },
  'missing-grant': {
    is: 'finding',
    title: 'A reference leads into another namespace, and no ReferenceGrant there allows it.',
    mend: 'Add a ReferenceGrant to the namespace that is referred to, or move one of the two objects.',
  },
  'missing-gateway': {
    is: 'finding',
    title:
      'A route attaches to a Gateway that is nowhere in the input, nor the one of agentgw.yaml (by default agentgateway-system/agentgateway).',
    mend: 'Correct the name or the namespace of the parentRef, add the Gateway, or ignore this if it already is in the cluster.',
  },
  'unknown-listener': {
    is: 'finding',
    title: 'A route names a listener (sectionName or port) that the Gateway does not have.',
    mend: 'Name one of the listeners in the hint, or leave sectionName and port out to attach to all.',
  },
  'route-not-allowed': {
    is: 'finding',
    title:
      'No listener that the route attaches to takes routes of its namespace or kind (allowedRoutes); by default a Gateway takes those of its own namespace only.',
    mend: 'Widen allowedRoutes of a listener, or put the route into a namespace that it allows.',
  },
  'hostname-mismatch': {
    is: 'finding',
    title: 'A route has hostnames of which the listeners serve none, so that no request can reach it.',
    mend: 'Use a hostname that a listener serves, or add a listener for it; `*.example.com` does not include example.com.',
  },
  'route-conflict': {
    is: 'finding',
    title:
      'Two routes, or two rules of one route, claim exactly the same requests of the same Gateway; one of them never gets any.',
    mend: 'Remove one of the two, or let them differ in path, hostname, method, headers or parameters.',
  },
  'missing-service': {
    is: 'finding',
    title: 'An MCP server is reached by a Service (static.backendRef) that is nowhere in the input.',
    mend: 'Correct the name, add the Service to the same namespace, or ignore this if it already is in the cluster.',
  },
  'missing-port': {
    is: 'finding',
    title: 'The Service that is referred to has no such port.',
    mend: "Use one of the Service's own ports (`port`, not `targetPort`), which the hint lists.",
  },
  'missing-secret': {
    is: 'finding',
    title: 'A Secret that is referred to is not in the input; with --cluster, nor in the cluster.',
    mend: 'Create the Secret in the namespace of what refers to it. Secrets need not be in files: without --cluster this is a reminder.',
  },
  'missing-configmap': {
    is: 'finding',
    title: 'A ConfigMap that is referred to is not in the input; with --cluster, nor in the cluster.',
    mend: 'Create the ConfigMap in the namespace of what refers to it, or correct the name.',
  },
  'missing-policy-target': {
    is: 'finding',
    title: 'An AgentgatewayPolicy is about an object that is nowhere in the input: it protects nothing.',
    mend: "Correct the kind and name of the target, which must be in the policy's own namespace, or ignore this if it already is in the cluster.",
  },
  'mixed-policy-targets': {
    is: 'finding',
    title: 'An AgentgatewayPolicy has targets of more than one kind, which agentgateway refuses.',
    mend: 'Write one policy for each kind of target.',
  },
  'revoked-resource': {
    is: 'finding',
    title: 'An object that was revoked is in the manifests again, say by a merge. `apply` leaves it alone.',
    mend: 'Take it out of the folder, or bring it back with `kubectl agentgw restore`.',
  },
  'bad-expression': {
    is: 'finding',
    title:
      'An expression of an authorization is not CEL. agentgateway accepts the policy all the same (Accepted, PartiallyValid), and an Allow with it allows nothing.',
    mend: 'Correct the expression at the character that the message names; strings stand in quotes of their own, inside those of YAML.',
  },
  'late-variable': {
    is: 'finding',
    title:
      'An authorization looks at something that is known only after the call: mcp.tool.arguments, .result and .error, mcp.methodName, mcp.sessionId, response. It never holds.',
    mend: 'Decide by mcp.tool.name, mcp.tool.target, jwt, source and request. Arguments can be logged, but not authorized by.',
  },
  'unknown-variable': {
    is: 'finding',
    title:
      'An authorization looks at a variable that agentgateway does not have, or calls a function by a name in the wrong case. The expression never holds; a Deny with it lets everything pass.',
    mend: 'Correct the name (the hint names the nearest), or leave the expression out.',
  },
  'or-not-and': {
    is: 'finding',
    title:
      'Several matchExpressions of an Allow or Deny look as if all had to hold. Any one of them is enough.',
    mend: 'Join what must hold together in one expression with `&&`; or use the action Require, which asks for all.',
  },
  'tools-only-allow': {
    is: 'finding',
    title: 'An Allow speaks of tools alone. Prompts and resources pass the same rules, and are hidden by it.',
    mend: 'Add the expressions `has(mcp.prompt)` and `has(mcp.resource)`, or use policies.tools, which leaves both alone.',
  },
  'unknown-tool': {
    is: 'finding',
    title: 'A list of tools names one that the server, known from the catalog, does not have.',
    mend: 'Correct the name. If a newer version of the server has the tool, suppress the finding.',
  },
  'allow-deny-conflict': {
    is: 'finding',
    title:
      'A tool is allowed and denied by the same MCPBackend. Deny wins, so that allowing it has no effect.',
    mend: 'Remove it from one of the two lists.',
  },
  'reserved-name': {
    is: 'finding',
    title:
      'The name of an MCP target has `_` or `+`, which agentgateway puts between the names of a target and its tools.',
    mend: 'Use lower case letters, digits and `-`.',
  },
  'unescaped-dollar': {
    is: 'finding',
    title:
      'A stdio server is started with `$NAME` or `${NAME}`. agentgateway passes its configuration file through shell expansion, which replaces it, or refuses the file where there is no such variable.',
    mend: 'Write `$$` for a dollar sign; give the server variables of its own with env and valueFrom.',
  },
  'unpinned-package': {
    is: 'finding',
    title:
      'npx or uvx fetches whatever version of the package is the newest at each start, and with it perhaps other tools.',
    mend: 'Pin a version: `package@1.2.3`.',
  },
  'exposed-credential': {
    is: 'finding',
    title:
      'A variable or an argument that is a credential, by its name or the look of its value, stands in plain text, for all who may read the manifest or its history.',
    mend: 'Put the value into a Secret and refer to it with valueFrom.secretKeyRef, and replace the credential, since it has been written down.',
  },
})
