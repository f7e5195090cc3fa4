import { table } from './entry.ts'

/** Codes of `apply --wait`. */
export const wait = table({
  'not-accepted': {
    is: 'error',
    title:
      'The object was applied, and its controller does not take it, or only in part (`PartiallyValid`), or it was deleted while it was waited for.',
    mend: 'Mend what the message of the controller says, and apply again. A part that was not taken is not in force.',
  },
  'wait-timeout': {
    is: 'error',
    title: 'The object was applied, and was not ready in time; the message says what it was waiting for.',
    mend: 'See whether its controller runs, and what the object refers to is there; wait longer with `--timeout 10m`.',
  },
  'no-controller': {
    is: 'error',
    title:
      'The object was applied, and nobody says whether it is accepted: within 10 seconds no controller answered, and none has answered for any other object of its kind or gateway class.',
    mend: 'Install or start the controller (`kubectl get gatewayclasses` shows which are there), or apply without --wait.',
  },
})
