import { table } from './entry.ts'

/** Codes of the lock that keeps what is revoked from coming back. */
export const lock = table({
  revoked: {
    is: 'error',
    title:
      'The object is revoked: while the lock stands nobody creates it, or changes the policy that denies it.',
    mend: 'The message says by whom, when and why. `kubectl agentgw restore ID` brings it back; Git should not hold it until then.',
  },
  'not-locked': {
    is: 'error',
    title: 'The cluster can not keep others from bringing back what is revoked: the lock is not to be had.',
    mend: 'Install it with `kubectl agentgw install`, on Kubernetes 1.30 or later; or revoke with `--no-lock`, and see to it that nothing syncs the object back.',
  },
  'lock-not-enforced': {
    is: 'error',
    title: 'The lock is written, and the API server was not seen to enforce it.',
    mend: 'Run the command again. Look whether the policy stands: `kubectl get validatingadmissionpolicy,validatingadmissionpolicybinding agentgw-revocations`. Where they do and it stays so, restart the API server: once all bindings of policies that read ConfigMaps were deleted, it reads none until then (kubernetes/kubernetes#130887).',
  },
  'still-locked': {
    is: 'error',
    title: 'The lock is released, and the API server was not seen to admit the object.',
    mend: 'Run the command again. `kubectl get configmap -n agentgw-system -l agentgw.dev/locks -o yaml` shows the locks that stand. Where the lock is not among them and the object stays refused, restart the API server, for the reason told at `lock-not-enforced`.',
  },
  'lock-name-taken': {
    is: 'error',
    title:
      'Two locked objects with names of more than 230 characters begin and end alike, so that one key is for both.',
    mend: 'Restore the one that is locked before you revoke the other, or revoke it with `--no-lock`.',
  },
  'too-many-locks': {
    is: 'error',
    title: 'The ConfigMap that holds the locks of a namespace is full: the API server takes 1 MiB.',
    mend: 'Restore what need not be revoked any more, or revoke with a shorter `--reason`.',
  },
})
