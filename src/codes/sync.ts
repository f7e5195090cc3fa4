import { table } from './entry.ts'

/** Codes of bringing a folder and a cluster together. */
export const sync = table({
  'invalid-manifests': {
    is: 'error',
    title: 'The folder holds documents that are invalid, so nothing of it was applied.',
    mend: 'Mend what is listed above the error, or take those documents out; `kubectl agentgw validate` shows each with its line.',
  },
})
