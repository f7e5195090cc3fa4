/** What may be suppressed: codes that findings have, and findings that the API server would let pass. */
import { type Code, CODES } from '../../codes/index.ts'
import type { Finding } from '../../model/finding.ts'
import { nearest } from '../../model/nearest.ts'

const FINDING_CODES: readonly Code[] = Object.entries(CODES).flatMap(([code, { is }]) =>
  is === 'finding' ? [code as Code] : [],
)

export const isFindingCode = (word: string): word is Code => FINDING_CODES.includes(word as Code)

/** What is wrong with a code that is none, and what may have been meant. */
export const codeFault = (word: string): { message: string; hint: string } => {
  const near = nearest(word, FINDING_CODES)
  return {
    message: `no finding has the code "${word}"`,
    hint: near === undefined ? '`kubectl agentgw explain` lists the codes' : `did you mean "${near}"?`,
  }
}

/** What the API server would refuse stays refused, whoever accepts it here. That there is no schema it never says. */
export const isSuppressible = ({ severity, stage, code }: Finding): boolean =>
  (severity !== 'error' || stage === 'rules' || code === 'no-schema') &&
  code !== 'unused-suppression' &&
  code !== 'bad-suppression'
