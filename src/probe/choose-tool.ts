/** Which tool a probe may call. */
import type { Part } from '../model/part.ts'
import { matches } from '../model/tool-pattern.ts'
import { type Fields, isFields } from './answer.ts'

/** A read-only tool by its own word; a hint of the server, but nobody else knows better. */
const isReadOnly = (tool: Fields): boolean =>
  isFields(tool['annotations']) && tool['annotations']['readOnlyHint'] === true

const needsNothing = ({ inputSchema }: Fields): boolean => {
  const required = isFields(inputSchema) ? inputSchema['required'] : undefined
  return required === undefined || (Array.isArray(required) && required.length === 0)
}

/** Where a backend has several targets, upstream shows `TARGET_TOOL`; without the prefix the target is not known. */
const isOf = (name: string, { target, tool }: Part): boolean => {
  if (target !== undefined && !name.startsWith(`${target}_`)) return false
  const own = target === undefined ? name : name.slice(target.length + 1)
  return tool === undefined || matches(tool, own)
}

/** The first that changes nothing, needs no arguments and is of the part; undefined where there is none. */
export const chooseTool = (tools: readonly unknown[], part: Part | undefined): string | undefined => {
  for (const tool of tools) {
    if (!isFields(tool) || typeof tool['name'] !== 'string') continue
    if (part !== undefined && !isOf(tool['name'], part)) continue
    if (isReadOnly(tool) && needsNothing(tool)) return tool['name']
  }
  return undefined
}
