/**
 * Which texts have the shape of a credential: tokens as issuers make them, keys, passwords in URLs. Two attitudes,
 * on the same table: refusing to write one (`holdsCredential`) asks for the whole length that an issuer gives;
 * hiding one in output (`hideCredentials`) takes what begins like one. A credential without a shape is not seen here.
 *
 * What is looked through can be megabytes that others chose: every pattern begins with what is rare, or where a
 * word does, and takes time in proportion to the text.
 */

/** What stands wherever a credential is hidden. */
export const MASK = '***'

/** How tokens begin, the characters they go on with, and at least how many of these. */
const ISSUED: readonly (readonly [start: string, characters: string, least: number])[] = [
  ['gh[oprsu]_', '[A-Za-z0-9]', 20],
  ['github_pat_', '\\w', 20],
  ['glpat-', '[\\w.-]', 16],
  ['npm_', '[A-Za-z0-9]', 30],
  ['sk-', '[\\w-]', 16],
  ['[rs]k_(?:live|test)_', '\\w', 16],
  ['hf_', '[A-Za-z0-9]', 20],
  ['xox[a-z]-', '[\\w-]', 10],
  ['AIza', '[\\w-]', 30],
  ['ya29\\.', '[\\w.-]', 10],
  ['A[KS]IA', '[A-Z0-9]', 16],
]
/** What is enough to hide it. */
const CAUTIOUS = 8

const issued = (least: (full: number) => number): string =>
  `\\b(?:${ISSUED.map(([start, characters, full]) => `${start}${characters}{${least(full)},}`).join('|')})`

const KEY_BLOCK = '-----BEGIN [A-Z ]{0,32}PRIVATE KEY'
/** Not before words of prose: "Basic authentication", "a bearer token." */
const SCHEME =
  '\\b(Bearer|Basic)\\s{1,8}(?!(?:auth[a-z]{0,16}|credentials?|schemes?|tokens?)[.,;:!?)"\']{0,4}(?:\\s|$))'
/** Up to the password, without which the second names a user that is often a token. */
const URL_PASSWORD = '(:\\/\\/[^\\s/?#:@]{0,256}:)'
const URL_USER = '(https?:\\/\\/)'
/** `user:password@host` without a scheme; `image:tag@sha256:…` is none. */
const BARE_USER = '(?<![\\w.:/@-])([\\w.-]{1,256}:)[^\\s/?#@:"\']{1,256}@(?!sha\\d)(?=[\\w[])'
/** `$NAME`, `${NAME}` and `<password>` stand for one. */
const NO_REFERENCE = '(?![$<{])'

const TO_REFUSE: readonly RegExp[] = [
  new RegExp(issued((full) => full)),
  /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
  new RegExp(KEY_BLOCK),
  new RegExp(`${SCHEME}[\\w.~+/-]{8,}`, 'i'),
  new RegExp(`${URL_PASSWORD}${NO_REFERENCE}[^\\s/?#@]+@`),
  new RegExp(`${URL_USER}${NO_REFERENCE}[^\\s/?#@:]{1,256}@`, 'i'),
]

const TOKEN = new RegExp(
  `${issued((full) => Math.min(full, CAUTIOUS))}|(?<![\\w-])eyJ[\\w-]{${CAUTIOUS},}\\.[\\w-]+(?:\\.[\\w-]+)?`,
  'g',
)
const BLOCK = new RegExp(`${KEY_BLOCK}[^]*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|$)`, 'g')
const SCHEME_VALUE = new RegExp(`${SCHEME}[\\w.~+/=-]{6,}`, 'gi')
const IN_URL = new RegExp(`${URL_PASSWORD}[^\\s/?#@]+@|${URL_USER}[^\\s/?#@:]{1,256}@`, 'gi')
const WITHOUT_SCHEME = new RegExp(BARE_USER, 'g')
const PASSWORD = new RegExp(`${URL_PASSWORD}([^\\s/?#@]+)@`, 'g')

/** To refuse: true for a text that holds what is surely a credential. */
export const holdsCredential = (text: string): boolean => TO_REFUSE.some((shape) => shape.test(text))

/** To hide: the text with all in it that may be a credential masked; of a URL and of `Bearer …` only that part. */
export const hideCredentials = (text: string): string =>
  text
    .replace(BLOCK, MASK)
    .replace(TOKEN, MASK)
    .replace(SCHEME_VALUE, `$1 ${MASK}`)
    .replace(IN_URL, `$1$2${MASK}@`)
    .replace(WITHOUT_SCHEME, `$1${MASK}@`)

/** The passwords of the URLs in a text. */
export const passwordsIn = (text: string): string[] =>
  [...text.matchAll(PASSWORD)].flatMap(([, , password]) => (password === undefined ? [] : [password]))
