/** What a server says may hold what it was sent: its words are shown without the values of the headers. */
import { maskSecrets } from '../model/credentials/values.ts'

const MAX_TEXT = 200
/** Would move the cursor or colour the terminal. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/** The ways in which a value is usually echoed: as it is, without its scheme, and as JSON, URLs and base64 write it. */
const forms = (value: string): string[] =>
  [value, value.replace(/^\S+\s+/, '')].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
  ])

export type Mask = (text: string) => string

/** Masks first and cuts then, lest half a secret stays. */
export const maskOf = (headers: Readonly<Record<string, string>>): Mask => {
  const secrets = [...new Set(Object.values(headers).flatMap(forms))]
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length)
  return (text) => {
    const clean = maskSecrets(text, secrets).replace(CONTROL, ' ').trim()
    return clean.length <= MAX_TEXT ? clean : `${clean.slice(0, MAX_TEXT)}…`
  }
}
