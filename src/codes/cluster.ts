import { table } from './entry.ts'

/** Codes of what the API server answers. */
export const cluster = table({
  'watch-expired': {
    is: 'error',
    title: 'The API server no longer knows the moment from which on changes were asked for (410 Gone).',
    mend: 'Nothing is to be done: what is watched is listed again. Where it comes over and over, the API server or its etcd forgets too soon.',
  },
  'cluster-busy': {
    is: 'error',
    title:
      'The API server is overloaded, starting or going down (429, 503), and stayed so as long as was waited.',
    mend: 'Run the command again later; the message says how often it was asked, and when the server wants to be asked again.',
  },
  'cluster-error': {
    is: 'error',
    title: 'The API server, or something that it depends on, failed.',
    mend: 'Try again later; the message is what the server said.',
  },
  forbidden: {
    is: 'error',
    title: 'The user lacks a right in the cluster.',
    mend: 'Ask whoever administers the cluster for the right that the message names; `kubectl auth can-i` checks it.',
  },
  'impersonation-refused': {
    is: 'error',
    title: 'The user may not act as the one that `--as`, `--as-group` or the kubeconfig names.',
    mend: 'Leave the flag out, or ask whoever administers the cluster for the verb `impersonate` on that user, group or service account; `kubectl auth can-i impersonate users/NAME` checks it.',
  },
  'missing-right': {
    is: 'error',
    title: 'The user lacks rights in the cluster that a command needs for one of its steps.',
    mend: '`kubectl agentgw doctor` lists each, with the role of ours that gives it and the command by which an administrator binds that role (docs/install-rbac.md).',
  },
  denied: {
    is: 'error',
    title: 'An admission policy or webhook of the cluster refuses the change.',
    mend: 'The message is what the policy says. Change the manifest, or talk to whoever owns the policy.',
  },
  'kind-not-served': {
    is: 'error',
    title: 'The cluster does not know the kind, or not in that version: its CRD is not installed.',
    mend: 'Install the CRDs: `kubectl agentgw install` for MCPBackend and AIRoute; the others come with Gateway API and agentgateway.',
  },
  'namespace-missing': {
    is: 'error',
    title: 'The namespace does not exist, or is being deleted.',
    mend: 'Create it with `kubectl create namespace NAME`, or name another with `-n`.',
  },
  'not-found': {
    is: 'error',
    title: 'The object to change does not exist.',
    mend: 'Check the name and the namespace; `kubectl agentgw get -A` lists what there is.',
  },
  'already-exists': {
    is: 'error',
    title: 'An object of that kind and name stands there already.',
    mend: 'Look at it with `kubectl get`; choose another name, or `apply` to change it.',
  },
  'field-conflict': {
    is: 'error',
    title:
      'Somebody else changed a field in the cluster: another field manager owns it with another value, or it is not what this folder last agreed on with the cluster.',
    mend: '`kubectl agentgw pull` takes the change into the folder, or change the manifest to agree with it; `apply --force-conflicts-of KIND/NAME` overwrites it.',
  },
  'changed-meanwhile': {
    is: 'error',
    title: 'The object was changed or replaced since it was looked at, so it was left alone.',
    mend: 'Run the command again: it looks anew.',
  },
  rejected: {
    is: 'error',
    title: 'The API server finds the object invalid.',
    mend: 'Correct what the message names; `kubectl agentgw validate` finds most of it without a cluster. What can not be changed (a selector, a role that is bound) is taken back in the folder, or the object is deleted and applied again. An entry that others added to a list stays in a forced apply, and may not go with yours: `pull` takes it into the folder, `kubectl edit` out of the cluster.',
  },
})
