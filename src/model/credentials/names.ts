/**
 * Which names are the names of credentials. Two attitudes, on the same words:
 * refusing to write one (`isCredentialName`) must be sure, since it stops somebody who may know better;
 * hiding one in output (`mayNameCredential`) is cautious, since a value masked without need costs less than one shown.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Words that name a credential by themselves, and are parts of other words. */
const WORDS = words('auth authorization bearer cookie cookies jwt pat pwd')
/** How words that name a credential end, whatever runs into them: `DBPASSWORD`, `accesstoken`. */
const ENDING = /(token|secrets?|passwords?|passwd|passphrase|passcode|apikeys?|credentials?)$/
/** Words before "key" that make it an identifier. */
const PLAIN_KEY = words(
  'public publishable primary foreign partition sort index group cache routing idempotency object file document item record row node issue project',
)
/** Last words that make of a credential's name that of something else: where it is, what kind, how long. */
const ABOUT = words(
  'file files path paths dir url uri endpoint provider namespace name names ref refs type kind mode method algorithm enabled ttl expiry timeout size length limit count',
)
/** Last words that mostly do so: `AUTH_HEADER` may hold the header's name, or all of it. */
const MOSTLY_ABOUT = words('header prefix')
/** What names a credential wherever it stands in a name, across words, too: `mysecret1`, `x-api-key-2`. */
const INSIDE =
  /pass(word|wd|phrase|code)|secret|credential|(api|access|private|signing)key|authorization|cookie|bearer|(token|pwd|jwt)\d*$/

/** Longer names are somebody's data; their end says what they name. */
const MAX_NAME = 256

/** What all of the above have in them. Most names have nothing of it, and need no closer look. */
const ROOT = /auth|bearer|cookie|credential|jwt|key|pass|pat|pwd|secret|token/i

/** `githubToken`, `GITHUB_TOKEN` and `--github-token` alike; none for a name that has no root. */
const wordsOf = (name: string): string[] => {
  const end = name.slice(-MAX_NAME)
  if (!ROOT.test(end)) return []
  return end
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

const namesOne = (parts: readonly string[]): boolean =>
  parts.some((word, i) =>
    word === 'key' ? !PLAIN_KEY.has(parts[i - 1] ?? '') : WORDS.has(word) || ENDING.test(word),
  )

/** To refuse: true for `GITHUB_TOKEN`, `password`, `--api-key`; false for `MAX_TOKENS`, `TOKEN_FILE`, `PWD`, `SORT_KEY`. */
export const isCredentialName = (name: string): boolean => {
  const parts = wordsOf(name)
  const last = parts.at(-1) ?? ''
  if (ABOUT.has(last) || MOSTLY_ABOUT.has(last) || parts.includes('public')) return false
  // The shell's working directory.
  return parts.join() !== 'pwd' && namesOne(parts)
}

/**
 * To hide: true for whatever is refused by its name, and for `PWD`, `mysecret1`, `AUTH_HEADER`. But not for `key`
 * alone, which every map of anything has: see `isSecretField` for where that is one.
 */
export const mayNameCredential = (name: string): boolean => {
  if (name === 'key') return false
  const parts = wordsOf(name)
  return !ABOUT.has(parts.at(-1) ?? '') && (namesOne(parts) || INSIDE.test(parts.join('')))
}
