/** A report on manifests given as text, as the command would make it. */
import { parse } from '../../../src/manifest/parse.ts'
import { reaches } from '../../../src/model/finding.ts'
import { repositoryPaths } from '../../../src/manifest/repository.ts'
import { sourcesOf } from '../../../src/operations/validate/sources.ts'
import { PLAIN } from '../../../src/report/finding-text.ts'
import type { ReportContext } from '../../../src/report/validate/context.ts'
import { type Format, renderVerdict } from '../../../src/report/validate/format.ts'
import { showFrom } from '../../../src/report/validate/show.ts'
import { validateDocuments } from '../../../src/validate/validate.ts'
import { AROUND, NAMESPACE } from '../../validate/verdict-of.ts'

/** File names and their texts; the folder that they are named from is no repository. */
export const reportOf = async (
  format: Format,
  files: Readonly<Record<string, string>>,
  options: Partial<ReportContext> = {},
): Promise<string> => {
  const parsed = Object.entries(files).map(([file, text]) => parse(file, text))
  const verdict = await validateDocuments(parsed, { namespace: NAMESPACE, around: AROUND })
  return renderVerdict(format, showFrom(verdict, 'info'), {
    ...sourcesOf(parsed),
    inRepository: repositoryPaths('/no-repository'),
    fails: (finding) => reaches(finding, 'error'),
    paint: PLAIN,
    version: '1.2.3',
    ...options,
  })
}

export const BAD = `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: filesystem}
spec:
  mcp:
    stdio:
      comand: npx
`

export const ROUTE = `apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: files}
spec:
  parentRefs: [{name: agentgateway}]
  rules:
  - backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: "nowhere"}]
`

export const OTHER = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n'

/** Characters that one format or another has no room for, in a name that ends up in a message. */
export const HOSTILE = 'a]]>&<b c="d">\u0001\u001b[31m,:%\u{1F600}\n::error::'
