/** How every report tells an error to people, on stderr: what happened, with its code, and what to do next. */
import type { ResourceRef } from '../model/resource.ts'

export interface ProblemLines {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
}

/** Messages may have lines, and quote others: a record, the API server, a webhook. */
const plain = (text: string): string => text.replace(/[^\P{Cc}\n\t]+/gu, ' ')

/** `error: MESSAGE [CODE]`, and below it `hint: HINT` where there is one; ends in a newline. */
export const problemLines = ({ code, message, hint }: ProblemLines): string =>
  plain(`error: ${message} [${code}]\n${hint === undefined ? '' : `hint: ${hint}\n`}`)

/** Where the folder has an object: `manifests/a.yaml:3:1`. */
export type PlaceOf = (ref: ResourceRef) => string | undefined

/** The same of an object of the folder, with its place where the document itself was refused. */
export const placedLines = (
  { code, message, hint }: ProblemLines,
  ref: ResourceRef,
  placeOf: PlaceOf,
): string => {
  const place = code === 'rejected' ? placeOf(ref) : undefined
  return problemLines({ code, hint, message: place === undefined ? message : `${place}: ${message}` })
}
