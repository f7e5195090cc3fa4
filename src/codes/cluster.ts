import { table } from './entry.ts'

/** Codes of talking to a cluster. */
export const cluster = table({
  'no-kubeconfig': {
    is: 'error',
    title: 'No cluster is configured: there is no kubeconfig file, and this is not a pod of a cluster.',
    mend: 'Name a file with `--kubeconfig` or KUBECONFIG, or put one at ~/.kube/config. Commands that work on the folder alone need none.',
  },
  'kubeconfig-unreadable': {
    is: 'error',
    title: 'A kubeconfig file, or a file that it names, can not be read, or does not say what is needed.',
    mend: 'Correct the file that the message names; `kubectl config view` shows what kubectl makes of it.',
  },
  'no-such-context': {
    is: 'error',
    title: 'The kubeconfig has no context of that name, or no current one.',
    mend: '`kubectl config get-contexts` lists them; choose with `--context` or `kubectl config use-context`.',
  },
  'exec-plugin-failed': {
    is: 'error',
    title: 'The program that the kubeconfig names for credentials failed, or gave none.',
    mend: 'Run the program by hand, or log in with it again; what it printed stands above the error.',
  },
  'cluster-unreachable': {
    is: 'error',
    title: 'There is no connection to the API server.',
    mend: 'Check that the cluster runs, and the network, VPN or proxy on the way to it; `kubectl version` takes the same way.',
  },
  'cluster-untrusted': {
    is: 'error',
    title: 'The API server did not prove who it is: its certificate is not one that the kubeconfig trusts.',
    mend: 'Fetch a new kubeconfig for the cluster, or correct `certificate-authority` or `tls-server-name` in it.',
  },
  'cluster-timeout': {
    is: 'error',
    title: 'The API server accepted the request and did not answer in time.',
    mend: 'Try again. A write may have been done all the same: look before you repeat it.',
  },
  'connection-lost': {
    is: 'error',
    title: 'The connection to the API server broke in the middle of a request, also when it was sent again.',
    mend: 'Run the command again. A write may have been done all the same: the next run looks.',
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
  'not-kubernetes': {
    is: 'error',
    title: 'What answers at the address of the API server does not speak the Kubernetes API.',
    mend: 'Correct `server` in the kubeconfig. A proxy or a login page on the way also answers like this.',
  },
  unauthorized: {
    is: 'error',
    title: 'The API server does not accept the credentials: they are wrong or expired.',
    mend: 'Log in again, or fetch a new kubeconfig.',
  },
  forbidden: {
    is: 'error',
    title: 'The user lacks a right in the cluster.',
    mend: 'Ask whoever administers the cluster for the right that the message names; `kubectl auth can-i` checks it.',
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
    title: 'Another field manager owns a field, with another value.',
    mend: 'Change the manifest to agree with it, or take the field over by force, where the command offers that.',
  },
  'changed-meanwhile': {
    is: 'error',
    title: 'The object was changed or replaced since it was looked at, so it was left alone.',
    mend: 'Run the command again: it looks anew.',
  },
  rejected: {
    is: 'error',
    title: 'The API server finds the object invalid.',
    mend: 'Correct what the message names; `kubectl agentgw validate` finds most of it without a cluster.',
  },
})
