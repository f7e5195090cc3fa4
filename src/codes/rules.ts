import { table } from './entry.ts'

/** Codes of the rules across resources: what no single object shows. */
export const rules = table({
  'duplicate-resource': {
    is: 'finding',
    title: 'The same object is given twice in the input; the one that is applied last would win.',
    mend: 'Remove one, or give it another name or namespace.',
  },
  'missing-backend': {
    is: 'finding',
    title: 'A route points to a backend that is nowhere in the input.',
    mend: 'Correct the name or the namespace, add the backend, or ignore this if it already is in the cluster.',
  },
})
