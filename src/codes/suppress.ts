import { table } from './entry.ts'

/** Codes of accepting findings. */
export const suppress = table({
  'unused-suppression': {
    is: 'finding',
    title: 'A suppression suppresses nothing: what it accepts is not found any more, or never was.',
    mend: 'Remove it, so that the same finding is not hidden when it comes back; or correct its code, resource or path.',
  },
  'bad-suppression': {
    is: 'finding',
    title:
      'A suppression has no effect: it gives no reason, its code is none that a finding can have, or the API server itself would refuse the object.',
    mend: 'Write `CODE: reason` into the annotation, one line for each; mend what the API server would refuse, it can not be suppressed.',
  },
  'bad-baseline': {
    is: 'error',
    title: 'The file given with --baseline is not what `validate -o json` writes.',
    mend: 'Make one with `kubectl agentgw validate -o json=FILE`, on the state to compare with.',
  },
})
