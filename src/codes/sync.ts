import { table } from './entry.ts'

/** Codes of bringing a folder and a cluster together. */
export const sync = table({
  'diff-program-failed': {
    is: 'error',
    title: 'The program that KUBECTL_EXTERNAL_DIFF names could not be run, or failed.',
    mend: 'Its exit code must be 0 or 1, as that of `diff` is; anything above is a failure. Unset KUBECTL_EXTERNAL_DIFF, or use `-o fields`, to do without it.',
  },
  'invalid-manifests': {
    is: 'error',
    title: 'The folder holds documents that are invalid, so nothing of it was applied.',
    mend: 'Mend what is listed above the error, or take those documents out; `kubectl agentgw validate` shows each with its line.',
  },
  'deleted-meanwhile': {
    is: 'error',
    title: 'The folder holds a changed object, and somebody deleted it in the cluster.',
    mend: 'Ask who deleted it, and why. `kubectl agentgw apply` creates it again; or take its document out of the folder.',
  },
  'owned-by-other-folder': {
    is: 'error',
    title:
      'The object belongs to another folder: its label agentgw.dev/folder names that one, and applying it from here would take it away.',
    mend: 'Leave the object to one of the two folders, or give it another name. `kubectl agentgw apply --force-conflicts-of KIND/NAME` takes it over.',
  },
  'prune-everything': {
    is: 'error',
    title: 'The folder holds no objects at all, and pruning would take away everything that it ever applied.',
    mend: 'See whether it is the right folder, and the right branch. If all is to go, say --allow-empty.',
  },
  'prune-many': {
    is: 'error',
    title: 'Pruning would take away more than half of what there is, and nobody confirmed it.',
    mend: 'Look at what would go with `kubectl agentgw diff --prune`; if it is to go, say --yes, or answer the question on a terminal.',
  },
  'prune-part': {
    is: 'error',
    title: 'What is left over can only be told of a whole folder that has a name.',
    mend: 'Prune where agentgw.yaml lies and says `name: …`, without a --dir that is only a part of the folder.',
  },
  'pull-conflict': {
    is: 'error',
    title:
      'A field was changed in the folder and in the cluster since the two last agreed, or that is not known.',
    mend: "The folder keeps its own. `kubectl agentgw pull --force-conflicts KIND/NAME` takes the cluster's; `kubectl agentgw apply --force-conflicts-of KIND/NAME` brings the folder's to the cluster.",
  },
  'credential-in-cluster': {
    is: 'error',
    title:
      'An object of the cluster holds a credential in plain text, and pulling it would write that into a file that did not hold it.',
    mend: 'Put the credential into a Secret, refer to that from the object, and pull again. Replace the credential: others may have read it.',
  },
})
