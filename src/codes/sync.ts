import { table } from './entry.ts'

/** Codes of bringing a folder and a cluster together. */
export const sync = table({
  'invalid-manifests': {
    is: 'error',
    title: 'The folder holds documents that are invalid, so nothing of it was applied.',
    mend: 'Mend what is listed above the error, or take those documents out; `kubectl agentgw validate` shows each with its line.',
  },
  'owned-by-other-folder': {
    is: 'error',
    title:
      'The object belongs to another folder: its label agentgw.dev/folder names that one, and applying it from here would take it away.',
    mend: 'Leave the object to one of the two folders, or give it another name. `kubectl agentgw apply --force-conflicts` takes it over.',
  },
})
