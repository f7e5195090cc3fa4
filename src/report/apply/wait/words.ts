/** What is said of an object that is waited for, in few words. */
import { readinessText, type Waited } from '../../../model/readiness.ts'
import { printable } from '../../printable.ts'

/** `waiting` where nobody has said anything of it. */
export const stateWord = ({ readiness, end }: Waited): string => {
  if (end !== undefined && end !== 'ready') return end === 'not-accepted' ? 'not accepted' : 'not ready'
  if (readiness.is === 'silent') return 'waiting'
  return readiness.is === 'hindered' ? 'not accepted yet' : readiness.is
}

/** A message may have lines, and may hold anything. */
export const reasonWords = ({ readiness, error }: Waited): string =>
  printable(error?.message ?? readinessText(readiness)).trim()
