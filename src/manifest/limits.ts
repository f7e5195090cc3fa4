/** How large files, documents and objects may be, so that no input takes more memory than a machine has. */

const MIB = 1024 * 1024

/** Characters of one file, or bytes where they come from a stream. */
export const MOST_IN_FILE = 64 * MIB
/** Bytes of one object as JSON: the API server reads no larger request. */
export const MOST_IN_OBJECT = 3 * MIB
/** Below so many characters a document has not too many values. */
const FEW = 4_000_000

/** Whether a document may have more values than fit into memory: each needs a sign that separates it from others. */
export const hasTooManyValues = (text: string): boolean => {
  if (text.length <= FEW) return false
  let signs = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // LF, CR, comma, colon, bracket and brace.
    if (code === 10 || code === 13 || code === 44 || code === 58 || code === 91 || code === 123) signs++
  }
  return signs > FEW
}

/** Go's JSON escapes these, too. */
const ESCAPED = /[<>&]/g

const sizeOfText = (text: string): number =>
  Buffer.byteLength(JSON.stringify(text)) + 5 * (text.match(ESCAPED)?.length ?? 0)

/** Whether the object, as kubectl sends it, is more than the API server reads. Stops as soon as that is known. */
export const isTooLarge = (object: unknown): boolean => {
  let left = MOST_IN_OBJECT
  const take = (size: number): boolean => (left -= size) < 0
  const visit = (value: unknown): boolean => {
    if (typeof value === 'string') return take(value.length > left ? value.length : sizeOfText(value))
    if (typeof value !== 'object' || value === null) return take(String(value).length)
    const entries = Object.entries(value)
    // Its brackets and commas.
    if (take(2 + Math.max(entries.length - 1, 0))) return true
    const isList = Array.isArray(value)
    return entries.some(([key, entry]) => (!isList && take(sizeOfText(key) + 1)) || visit(entry))
  }
  return visit(object)
}
