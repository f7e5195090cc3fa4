import { table } from './entry.ts'

/** Codes of the kill switch. */
export const revoke = table({
  'target-not-found': {
    is: 'error',
    title: 'Nothing of that name stands in the cluster or the folder, and none is revoked.',
    mend: 'Look for the name with `kubectl agentgw get` or in the folder; `-n` names another namespace.',
  },
  'still-live': {
    is: 'error',
    title: 'The revocation is not complete: a target, or a part of one, still stands.',
    mend: 'Each part that is left is named with its cause. Mend that and run the same command again: it goes on where it stopped.',
  },
  'stands-again': {
    is: 'error',
    title: 'An object that is revoked, and was seen gone, stands again: somebody brought it back.',
    mend: 'Look who did (`kubectl get -o yaml --show-managed-fields`). `kubectl agentgw revoke` takes it out again, `restore` ends the revocation.',
  },
  'not-seen': {
    is: 'error',
    title: 'Whether something stands could not be found out: no right to look, or no answer.',
    mend: 'Get the right to list the kind, name the kind that is meant (KIND/NAME), or run the command again when the cluster answers.',
  },
  'denial-refused': {
    is: 'error',
    title:
      'The controller of the gateway does not take the policy that denies a revoked part as it is: the part is still live.',
    mend: "The reason is the controller's own; `kubectl get agentgatewaypolicy NAME -o yaml` shows all that it says. Until it is mended, revoke the whole backend.",
  },
  'denial-not-taken': {
    is: 'error',
    title:
      'The policy that denies a revoked part stands, and the controller of the gateway was not seen to take it.',
    mend: 'Look whether the controller runs and a route leads to the backend, then run the command again; a probe (`--probe`) tells whether the part answers.',
  },
  'denial-missing': {
    is: 'error',
    title: 'A part of a backend is revoked, and nothing denies it any more.',
    mend: 'Look who took the policy away. `kubectl agentgw revoke` of the same part denies it again, `restore` ends the revocation.',
  },
  'denial-changed': {
    is: 'error',
    title: 'The policy that denies a revoked part does not say what was recorded: somebody changed it.',
    mend: 'Look who did (`kubectl get agentgatewaypolicy -o yaml --show-managed-fields`). Delete the policy and revoke the part again, which makes it anew.',
  },
  'record-missing': {
    is: 'error',
    title:
      'A lock or a denial belongs to a revocation of which no record is left: what it took away can not be restored.',
    mend: 'Bring the Secret `revocation-ID-1` of agentgw-system back from a backup, or the objects from Git. A lock is released by taking its key out of the ConfigMap `revoked-NAMESPACE` there.',
  },
  'reachable-elsewhere': {
    is: 'error',
    title:
      'What is revoked can be reached under another name: something that stands leads to the same server.',
    mend: 'Where that is to go, too, revoke it; `kubectl agentgw revoke --reaches WHERE -A` takes every backend that leads there. A lock knows names, and so does not stop the same server under another one.',
  },
  'not-restored': {
    is: 'error',
    title: 'The restoration is not complete: a target, or a part of one, is not back.',
    mend: 'Each part that is left is named with its cause. Mend that and run the same command again; `--force` puts the recorded form in place of another that stands there.',
  },
  'folder-keeps-own': {
    is: 'error',
    title:
      'What was restored stands in the folder in another form than was revoked, and the folder keeps that.',
    mend: 'The revocation is over all the same. `kubectl agentgw diff` shows what the folder changes, and `apply` brings it to the cluster; `restore TARGET --force` puts the recorded text in its place, also later.',
  },
  'not-revoked': {
    is: 'error',
    title: 'No revocation has that id, and none holds a target of that name.',
    mend: '`kubectl agentgw revocations` lists what is revoked.',
  },
  'stash-damaged': {
    is: 'error',
    title: 'A record of a revocation can not be read, or is not what was written.',
    mend: 'Bring the file back from version control or a backup. The cluster keeps a record of its own part.',
  },
  'record-too-large': {
    is: 'error',
    title: 'One object is too large to be recorded in the cluster (a Secret holds 1 MiB).',
    mend: 'Save it with `kubectl get -o yaml` and delete it by hand.',
  },
  'other-cluster': {
    is: 'error',
    title: 'The revocation belongs to another cluster than the one that is connected.',
    mend: 'Name the context with `--context`, or restore the folder alone with `--local`.',
  },
  'bridge-not-restarted': {
    is: 'error',
    title:
      'The Deployment that serves a revoked MCP server could not be found or restarted: calls under way there may go on.',
    mend: 'The message says why. Whoever may patch Deployments ends them with `kubectl rollout restart deployment NAME`; they end by themselves, too.',
  },
  'not-deniable': {
    is: 'error',
    title:
      'Nothing of what was named can be denied before it is deleted, so there is nothing that a drill could show.',
    mend: 'Drill with an MCP server or backend, a part of one, or a model that has a route of its own. Routes, and models without one, are dark at once when they are deleted.',
  },
  'drill-incomplete': {
    is: 'error',
    title: 'A drill was not undone: what it denied is still dark.',
    mend: 'Run the `restore` that the message names; running the drill again ends it, too.',
  },
})
