/** Where this program is published. */
export const REPOSITORY = 'kubectl-agentgw/kubectl-agentgw'
