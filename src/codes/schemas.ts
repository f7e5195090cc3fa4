import { table } from './entry.ts'

/** Codes of schemas: where they come from, and kinds without one. */
export const schemas = table({
  'no-schema': {
    is: 'finding',
    title:
      'There is no schema for the kind, so the object was not checked, and --strict-kinds wants it to be.',
    mend: '`kubectl agentgw schemas pull` takes the schemas from a cluster, files or a URL; `--crds PATH` uses files for one run. What may pass unchecked all the same, such as Secrets, is accepted with `--suppress no-schema:KIND/NAME`.',
  },
  'bad-crd': {
    is: 'error',
    title:
      'What was given as CRDs (apiextensions.k8s.io/v1) can not be read, holds none, or one that can not be compiled.',
    mend: 'Give files with CRDs, as `kubectl get crd NAME -o yaml` prints them.',
  },
  'no-crds': {
    is: 'error',
    title: 'A source of schemas holds no CRD of the groups that were asked for.',
    mend: 'Install the CRDs in the cluster, name another source, or other groups with `--group`.',
  },
  'no-source': {
    is: 'error',
    title:
      'The lock of the pulled schemas does not say all of a source: what is secret in a URL is not kept.',
    mend: 'Name the source on the command line: `kubectl agentgw schemas pull --check SOURCE`.',
  },
  'crd-twice': {
    is: 'error',
    title: 'Two sources of schemas hold the same CRD, and not alike.',
    mend: 'Name one of the two sources only.',
  },
  'schema-changed': {
    is: 'error',
    title: 'A pulled schema is missing, or is not what the lock says that was pulled.',
    mend: 'Take .agentgw/schemas back from Git, or run `kubectl agentgw schemas pull` again, which brings both together.',
  },
  'bad-schema-lock': {
    is: 'error',
    title: 'The lock of the pulled schemas (.agentgw/schemas/schemas.lock.json) can not be read.',
    mend: 'Take it back from Git; where two changes met in it, run `kubectl agentgw schemas pull` after removing the folder .agentgw/schemas.',
  },
  'download-failed': {
    is: 'error',
    title: 'A URL does not give what it should: no connection, a refusal, too much, or too slow.',
    mend: 'The message says which. Open the URL by other means; with `curl -L URL | kubectl agentgw schemas pull -` the rest works without it.',
  },
})
