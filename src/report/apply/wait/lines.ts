/** The progress of a wait where there is no terminal: one line per change. */
import type { Waited } from '../../../model/readiness.ts'
import { label } from '../../label.ts'
import { reasonWords, stateWord } from './words.ts'

export const waitLine = (waited: Waited): string =>
  `${label(waited.ref)} ${stateWord(waited)} (${reasonWords(waited)})\n`
