/** How CEL names fields whose own names are no identifiers: `__dash__` and its like, `__namespace__`. */

/** Words that CEL keeps for itself. Some of them are names of fields, which are written `__namespace__`. */
export const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

const SIGNS: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' }
const WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SIGNS).map(([word, sign]) => [sign, `__${word}__`]),
)

/** The identifier for a field; undefined where it has none, and rules can not name it. */
export const escapeField = (name: string): string | undefined => {
  if (RESERVED.has(name)) return `__${name}__`
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined
  return name.replace(/__|[./-]/g, (sign) => WORDS[sign] ?? sign)
}

/** The field that an identifier names; undefined where it can name none. */
export const unescapeField = (identifier: string): string | undefined => {
  if (!identifier.includes('__')) return identifier
  const parts = identifier.split(/(__[^_]+__)/)
  const names = parts.map((part, i) => {
    // The separators stand at odd places.
    if (i % 2 === 0) return part
    const word = part.slice(2, -2)
    if (Object.hasOwn(SIGNS, word)) return SIGNS[word]
    return RESERVED.has(word) && part === identifier ? word : undefined
  })
  return names.includes(undefined) ? undefined : names.join('')
}
