import { table } from './entry.ts'

/** Codes of the way to an API server: which one, who one is there, and whether anything of it answers. */
export const connection = table({
  'no-kubeconfig': {
    is: 'error',
    title: 'No cluster is configured: there is no kubeconfig file, and this is not a pod of a cluster.',
    mend: 'Name a file with `--kubeconfig` or KUBECONFIG, or put one at ~/.kube/config. Commands that work on the folder alone need none.',
  },
  'kubeconfig-unreadable': {
    is: 'error',
    title: 'A kubeconfig file, or a file that it or a flag names, is missing or can not be read.',
    mend: 'Correct the path, or give yourself the right to read the file: `ls -l FILE`.',
  },
  'kubeconfig-invalid': {
    is: 'error',
    title: 'A kubeconfig is not YAML, lacks what is needed, or says two things that can not both be so.',
    mend: 'Correct the file that the message names; `kubectl config view` shows what kubectl makes of it.',
  },
  'no-such-context': {
    is: 'error',
    title: 'The kubeconfig has no context of that name, or no current one.',
    mend: '`kubectl config get-contexts` lists them; choose with `--context` or `kubectl config use-context`.',
  },
  'no-such-cluster': {
    is: 'error',
    title: 'A context, or `--cluster`, names a cluster that no kubeconfig holds.',
    mend: '`kubectl config get-clusters` lists them; choose with `--cluster`, or fetch a new kubeconfig.',
  },
  'no-such-user': {
    is: 'error',
    title: 'A context, or `--user`, names a user that no kubeconfig holds.',
    mend: '`kubectl config get-users` lists them; choose with `--user`, or log in again.',
  },
  'exec-plugin-missing': {
    is: 'error',
    title: 'The program that the kubeconfig names for credentials is not installed, or can not be started.',
    mend: 'Install it and have it on PATH; the hint is what the kubeconfig says of it (`installHint`).',
  },
  'exec-plugin-failed': {
    is: 'error',
    title: 'The program that the kubeconfig names for credentials ended with an error.',
    mend: 'Run the program by hand, or log in with it again; what it printed stands above the error.',
  },
  'exec-plugin-bad-output': {
    is: 'error',
    title: 'The program that the kubeconfig names for credentials ended well and printed none.',
    mend: 'Run the program by hand: it must print an ExecCredential as JSON, and nothing else on standard output.',
  },
  'exec-plugin-version': {
    is: 'error',
    title:
      'The program for credentials and the kubeconfig speak different versions of client.authentication.k8s.io, or one that is too old.',
    mend: 'Update the program, and fetch the kubeconfig anew with it: v1 and v1beta1 are known, as to kubectl.',
  },
  'exec-plugin-terminal': {
    is: 'error',
    title:
      'The program for credentials has to ask a person (`interactiveMode: Always`), and there is no terminal.',
    mend: 'Run the command in a terminal, or use credentials that need nobody, such as a service account.',
  },
  'host-unknown': {
    is: 'error',
    title: 'The name of the API server can not be looked up.',
    mend: 'Check `server` in the kubeconfig, and the DNS, network or VPN that knows the name: `nslookup NAME`.',
  },
  'cluster-unreachable': {
    is: 'error',
    title: 'There is no connection to the API server.',
    mend: 'Check that the cluster runs, and the network, VPN or proxy on the way to it; `kubectl version` takes the same way.',
  },
  'proxy-failed': {
    is: 'error',
    title: 'The proxy on the way to the API server can not be reached, refuses, or is none.',
    mend: 'Correct `proxy-url` in the kubeconfig or HTTPS_PROXY; NO_PROXY names what is reached without.',
  },
  'cluster-untrusted': {
    is: 'error',
    title:
      'The API server did not prove who it is: its certificate is signed by nobody that the kubeconfig trusts.',
    mend: 'Fetch a new kubeconfig for the cluster, or correct `certificate-authority` in it (`--certificate-authority FILE`).',
  },
  'certificate-expired': {
    is: 'error',
    title: 'The certificate of the API server is no longer valid, or not yet.',
    mend: 'Have it renewed by whoever runs the cluster, and check the clock of this machine.',
  },
  'certificate-wrong-name': {
    is: 'error',
    title: 'The certificate of the API server is for other names than the one it is reached by.',
    mend: 'Use one of the names that the message lists as `server`, or say which is meant with `tls-server-name` (`--tls-server-name NAME`).',
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
})
