/** The patterns that most fields of Kubernetes have, in words: who is helped by a hint need not read regular expressions. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const DOTTED = `${LABEL}(\\.${LABEL})*`
const LETTERS = 'lower case letters, digits and "-", beginning and ending with a letter or digit'

const MEANINGS = new Map<string, string>([
  [`^${LABEL}$`, LETTERS],
  [`^${DOTTED}$`, `${LETTERS}; several such parts are joined by "."`],
  [`^(\\*\\.)?${DOTTED}$`, 'write the name of a host in lower case, perhaps with "*." before it'],
  [`^$|^${DOTTED}$`, 'an API group, such as gateway.networking.k8s.io, without a version'],
  ['^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$', 'the name of a kind, such as HTTPRoute'],
  ['^([0-9]{1,5}(h|m|s|ms)){1,4}$', 'write a duration such as 1h30m, 10s or 500ms'],
  ['^https?://[^/?#@]+(/[^?#]*)?$', 'write a URL with https:// or http://, without user, ? and #'],
])

/** Undefined for a pattern that is not known. */
export const meaningOf = (pattern: string): string | undefined => MEANINGS.get(pattern)
