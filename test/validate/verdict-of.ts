/** The verdict on manifests given as text, as `file:line:column severity code path` each. */
import { CATALOG_SERVERS } from '../../src/operations/validate/surroundings.ts'
import { parse } from '../../src/manifest/parse.ts'
import type { Kinds } from '../../src/validate/kinds.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { validateDocuments } from '../../src/validate/validate.ts'

export const NAMESPACE = 'agentgateway-system'

/** What is known beside manifests where there is no agentgw.yaml. */
export const AROUND = { gateway: { namespace: NAMESPACE, name: 'agentgateway' }, servers: CATALOG_SERVERS }

/** File names and their texts, in order. */
export const verdictOf = (files: Readonly<Record<string, string>>, kinds?: Kinds): Promise<Verdict> =>
  validateDocuments(
    Object.entries(files).map(([file, text]) => parse(file, text)),
    { namespace: NAMESPACE, around: AROUND, ...(kinds === undefined ? {} : { kinds }) },
  )

export const brief = ({ findings }: Verdict): string[] =>
  findings.map(
    ({ line, column, severity, code, path }) =>
      `${line}:${column} ${severity} ${code}${path === undefined ? '' : ` ${path}`}`,
  )

/** An MCPBackend, from the line `spec:` on. */
export const backend = (spec: string, name = 'filesystem'): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}}\nspec:\n${spec}`
