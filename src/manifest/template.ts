/** Templates that nobody rendered: they are the usual reason why a file of a Helm chart is no YAML. */
import type { Problem } from './problem.ts'

/** As a value, a key or a line of its own; in quotes it is text as any other. */
const TEMPLATE = /(?<=^|[\s:])\{\{[^{}\r\n]*\}\}/m

/** What to tell instead of a problem that a template may have caused, that is one not before it. */
export const unrendered = (text: string, offset: number): Problem | undefined => {
  const template = TEMPLATE.exec(text)
  if (template === null || template.index > offset) return undefined
  return {
    code: 'yaml-syntax',
    message: 'a template that is not rendered, so this is no manifest yet',
    offset: template.index,
    hint: 'render it first: `helm template CHART | kubectl agentgw validate -`',
  }
}
