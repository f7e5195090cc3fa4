/** How every report tells an error to people, on stderr: what happened, with its code, and what to do next. */
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
