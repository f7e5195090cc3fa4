import { matches } from '../model/tool-pattern.ts'
import type { ToolRules } from './state.ts'

/** Deny wins over allow; an empty allow list allows nothing. */
export const isAllowed = ({ allow, deny }: ToolRules, tool: string): boolean =>
  !deny.some((pattern) => matches(pattern, tool)) &&
  (allow === undefined || allow.some((pattern) => matches(pattern, tool)))
