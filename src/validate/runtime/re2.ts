/** RE2 itself, for the expressions that JavaScript's engine does not match in the same way or in bounded time. */
import { RE2JS } from 're2js'

/** Compiled when it is first asked: that takes longer than all else in loading a validator. */
export const re2 = (pattern: string): { test(text: string): boolean } => {
  let compiled: ReturnType<typeof RE2JS.compile> | undefined
  return { test: (text) => (compiled ??= RE2JS.compile(pattern)).matcher(text).find() }
}
