/** Most texts that mean a quantity or a duration are in many objects: what they mean is worked out once. */
const MOST_KNOWN = 1000

export const remember = <T>(make: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, { readonly value: T }>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found.value
    const value = make(text)
    if (known.size < MOST_KNOWN) known.set(text, { value })
    return value
  }
}
