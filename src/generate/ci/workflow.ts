/** The workflow that `init --ci` writes. */

export const WORKFLOW_FILE = '.github/workflows/agentgw.yaml'

/** Pinned by commit: a tag can be moved to other code. */
const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0'

export interface WorkflowOptions {
  readonly action: string
  /** Where agentgw.yaml lies in the repository, with `/`; '' is its root. */
  readonly way: string
}

export const workflow = ({ action, way }: WorkflowOptions): string => `\
# Checks the manifests of each pull request, with annotations at their lines.
# Written by \`kubectl agentgw init --ci\`; it is yours to change.
name: agentgw

on:
  pull_request:

permissions:
  contents: read

jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: ${action}${way === '' ? '' : `\n        with:\n          working-directory: ${JSON.stringify(way)}`}
`
