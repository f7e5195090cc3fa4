import { table } from './entry.ts'

/** Codes of add-mcp, add-llm and init. */
export const generate = table({
  'unknown-server': {
    is: 'error',
    title: 'The catalog has no MCP server of that name, and neither a command nor a URL was given.',
    mend: 'Take one of the names that the message lists, or say how the server is started (`-- CMD ARGS…`) or reached (`--url`).',
  },
  'plain-credential': {
    is: 'error',
    title: 'A credential was about to be written to a file.',
    mend: 'Put it into a Secret and refer to it: `--secret-env NAME=SECRET/KEY`. The command that makes the Secret is printed.',
  },
  'name-taken': {
    is: 'error',
    title: 'An object of that kind and name stands already, with another content.',
    mend: 'The message shows the difference. Choose another name, or change what stands there.',
  },
  'name-revoked': {
    is: 'error',
    title: 'The kill switch holds an object of that kind and name, and adding it would undo the revocation.',
    mend: '`kubectl agentgw revocations` says who revoked it and why; `kubectl agentgw restore NAME` brings it back.',
  },
  'file-not-extendable': {
    is: 'error',
    title: 'The file that would take the new objects exists and can not be read as manifests.',
    mend: '`kubectl agentgw validate` says what is wrong with it; mend it or move it away, and run the command again.',
  },
  'file-stands': {
    is: 'error',
    title: 'A file that would be written stands already, with another content.',
    mend: 'Move it away and run the command again, or keep it and take over by hand what you want of the new one.',
  },
  'already-initialized': {
    is: 'error',
    title: 'The folder has an agentgw.yaml already, which says something else than was asked for.',
    mend: 'Edit agentgw.yaml, or run `init` in another folder.',
  },
})
