/** Which tools agents may use: the lists of --allow-tool and --deny-tool. */
import { usageError } from '../errors.ts'
import { matches } from '../model/tool-pattern.ts'

export interface ToolRules {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
}

const check = (option: string, names: readonly string[]): void => {
  for (const name of names)
    if (!/^[-A-Za-z0-9_.:/@+*]{1,256}$/.test(name) || name.includes('**'))
      throw usageError(
        `${option}: "${name}" is not the name of a tool: letters, digits and any of - _ . : / @ +, "*" for any characters`,
        name.includes(',') ? `give the option once for each tool: ${option} A ${option} B` : undefined,
      )
}

/** Undefined where there is no rule. Doubles are dropped. */
export const toolRules = (allow: readonly string[], deny: readonly string[]): ToolRules | undefined => {
  check('--allow-tool', allow)
  check('--deny-tool', deny)
  const both = allow.find((name) => deny.includes(name))
  if (both !== undefined)
    throw usageError(`the tool "${both}" is both allowed and denied`, 'a denied tool needs no --allow-tool')
  if (allow.length === 0 && deny.length === 0) return undefined
  return {
    ...(allow.length > 0 ? { allow: [...new Set(allow)] } : {}),
    ...(deny.length > 0 ? { deny: [...new Set(deny)] } : {}),
  }
}

/** The rules that match none of the tools; such a rule is most likely misspelt. */
export const rulesWithoutTool = (rules: ToolRules | undefined, tools: readonly string[]): string[] =>
  [...(rules?.allow ?? []), ...(rules?.deny ?? [])].filter(
    (rule) => !tools.some((tool) => matches(rule, tool)),
  )
