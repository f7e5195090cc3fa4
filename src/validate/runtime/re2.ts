/** RE2 itself, for the expressions that JavaScript's engine does not match in the same way or in bounded time. */
import { RE2JS } from 're2js'
import { CelError } from './errors.ts'

const compiled = new Map<string, RE2JS>()

const compile = (pattern: string): RE2JS => {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    try {
      expression = RE2JS.compile(pattern)
    } catch (error) {
      throw new CelError(error instanceof Error ? error.message : String(error))
    }
    compiled.set(pattern, expression)
  }
  return expression
}

export const matchesText = (text: string, pattern: string): boolean => compile(pattern).matcher(text).find()

/**
 * Compiled when it is first asked: that takes longer than all else in loading a validator. `js`: what does the same
 * in JavaScript, for texts of at most `maxLength`.
 */
export const re2 = (pattern: string, js?: string, maxLength = 0): { test(text: string): boolean } => {
  const quick = js === undefined ? undefined : new RegExp(js, 'u')
  return {
    test: (text) =>
      quick !== undefined && text.length <= maxLength ? quick.test(text) : matchesText(text, pattern),
  }
}

/** The parts that match, from left to right; `limit` below 0: all. */
export const findAll = (text: string, pattern: string, limit: number | bigint = -1): string[] => {
  const matcher = compile(pattern).matcher(text)
  const found: string[] = []
  let end = -1
  while ((limit < 0 || found.length < limit) && matcher.find()) {
    // An empty match right after another is none.
    if (matcher.end() > matcher.start() || matcher.start() > end) found.push(matcher.group() ?? '')
    end = matcher.end()
  }
  return found
}

export const find = (text: string, pattern: string): string => findAll(text, pattern, 1)[0] ?? ''
