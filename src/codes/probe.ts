import { table } from './entry.ts'

/** Codes of the probe of the kill switch. */
export const probe = table({
  'still-answers': {
    is: 'error',
    title: 'What was revoked still answered a call.',
    mend: 'Run the same command again. If it goes on answering, look which route leads there: `kubectl agentgw get`; the same server may stand under another name.',
  },
  'not-proven': {
    is: 'error',
    title:
      'The probe did not show that what was revoked is dark: the call did not succeed before, or failed later for another reason than the revocation.',
    mend: 'Mend what the message names (credentials, address, the tool to call) and look again with `kubectl agentgw revocations verify --probe`.',
  },
  'not-answering': {
    is: 'error',
    title: 'What was restored did not answer a call.',
    mend: 'The message is what the call got. A gateway takes up to a second to hear of a change; look then at the status of route and backend.',
  },
})
