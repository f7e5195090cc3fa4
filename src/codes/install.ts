import { table } from './entry.ts'

/** Codes of installing what this program needs in a cluster. */
export const install = table({
  'not-ours': {
    is: 'error',
    title: 'A CRD, policy or role of that name stands in the cluster, and this program did not install it.',
    mend: "Find out whose it is: `kubectl get KIND NAME -o yaml --show-managed-fields`. If it is this program's all the same, say so with `kubectl label KIND NAME agentgw.dev/part-of=kubectl-agentgw`. Deleting a CRD deletes every object of its kind.",
  },
  'newer-installed': {
    is: 'error',
    title:
      'The cluster has the kinds of a newer version of this program; this one would take fields from them.',
    mend: 'Update this program, or leave the cluster as it is.',
  },
  'other-version': {
    is: 'error',
    title:
      'What this program needs in the cluster stands there in another form than this version installs: it is older, or was changed.',
    mend: '`kubectl agentgw install` puts it right; with `--force-conflicts` where somebody else changed it.',
  },
  'untried-version': {
    is: 'error',
    title:
      'The cluster is of a version of Kubernetes or agentgateway that this version of the program was not tried with.',
    mend: 'The message says what is not so with an older one; docs/versions.md has the table. `kubectl agentgw revoke TARGET --drill` shows whether the kill switch works there. With a newer one, look for a newer version of this program.',
  },
  'being-deleted': {
    is: 'error',
    title:
      'The object stands in the cluster and is being deleted: what is installed or applied over it would go with it.',
    mend: 'Wait until it is gone, then run the command again. Something that never goes has objects or finalizers left: `kubectl get KIND NAME -o yaml` shows them.',
  },
  'stored-invalid': {
    is: 'error',
    title:
      'Objects in the cluster are invalid by the CRDs that are to be installed, or stored in a version that these lack.',
    mend: 'Correct the objects that the message names, then install. `kubectl agentgw install --allow-invalid` installs all the same: they stay as they are, and changes of them are refused until they are correct.',
  },
  'revocations-stand': {
    is: 'error',
    title:
      'Something is revoked, so nothing was uninstalled: what brings it back, and what keeps it away, would go.',
    mend: '`kubectl agentgw revocations --active` lists what is revoked; restore it, or leave the program installed.',
  },
  'objects-stand': {
    is: 'error',
    title:
      'There are MCPBackends or AIRoutes, so their kinds were not uninstalled: deleting a CRD deletes every object of it.',
    mend: 'Delete them first, or say `kubectl agentgw uninstall --delete-objects`.',
  },
  'not-gone': {
    is: 'error',
    title: 'The API server took the deletion, and the object still stands: something holds it.',
    mend: 'The message names finalizers; `kubectl get KIND NAME -o yaml` shows all. A namespace takes a while: run the command again, it goes on waiting.',
  },
  'not-established': {
    is: 'error',
    title: 'The API server took a CRD and does not serve its kind.',
    mend: 'The message says what the API server reports, and `kubectl describe crd NAME` all of it. Where the API server was slow, install again.',
  },
})
