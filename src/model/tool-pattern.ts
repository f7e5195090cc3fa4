/** Names of tools as lists write them: `*` stands for any run of characters, also none. */

/** Whether a pattern means a tool. Linear in the name for each part of the pattern. */
export const matches = (pattern: string, name: string): boolean => {
  if (!pattern.includes('*')) return pattern === name
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || name.length < first.length + last.length) return false
  const end = name.length - last.length
  let from = first.length
  for (const part of rest) {
    const at = name.indexOf(part, from)
    if (at < 0 || at + part.length > end) return false
    from = at + part.length
  }
  return name.endsWith(last)
}
