/** RE2 itself, for the expressions that JavaScript's engine does not match in the same way or in bounded time. */
import { RE2JS } from 're2js'

export const re2 = (pattern: string): { test(text: string): boolean } => {
  const compiled = RE2JS.compile(pattern)
  return { test: (text) => compiled.matcher(text).find() }
}
