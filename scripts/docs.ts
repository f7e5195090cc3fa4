/** Writes docs/errors.md from the table of codes, docs/versions.md from that of versions; `--check` only says whether they are up to date. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXAMPLES } from '../src/codes/examples/index.ts'
import { type Code, CODES } from '../src/codes/index.ts'
import { AGENTGATEWAY, KUBERNETES } from '../src/model/versions.ts'

const docs = join(import.meta.dirname, '..', 'docs')

/** Folded, since the page is for looking things up. */
const example = (code: Code): string => {
  const shown = EXAMPLES[code]
  if (shown === undefined) return ''
  const block = (text: string): string => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\`\n`
  return `\n<details><summary>Example</summary>\n\nWrong:\n\n${block(shown.wrong)}\nRight:\n\n${block(shown.right)}\n</details>\n`
}

export const errorsPage = (): string => {
  const section = (is: 'error' | 'finding'): string =>
    Object.entries(CODES)
      .filter(([, entry]) => entry.is === is)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([code, { title, mend }]) => `### ${code}\n\n${title}\n\n${mend}\n${example(code as Code)}`)
      .join('\n')
  return `# Codes

Every error and every finding carries a code in brackets. A code is never renamed and never gets a second meaning.
\`kubectl agentgw explain CODE\` says the same. This page is made from src/codes by \`npm run docs\`.

## Errors: the job could not be done

The command exits with 2 where the command line or agentgw.yaml is wrong, with 3 otherwise ([exit codes](exit-codes.md)). What
\`revocations verify\` finds has codes of these too, and exits with 1.

${section('error')}
## Findings: a verdict on a manifest

\`validate\` exits with 1 where a finding reaches \`--fail-on\`.

${section('finding')}`
}

export const versionsPage = (): string => {
  const rows = [KUBERNETES, AGENTGATEWAY].map(
    ({ name, oldest, newest, before, tried }) =>
      `| ${name} | ${oldest} | ${newest} | ${before} | ${tried} |\n`,
  )
  return `# Supported versions

| Of | Oldest | Newest | With an older one | How it was tried |
|---|---|---|---|---|
${rows.join('')}
\`doctor\` and \`install\` say so where a cluster is outside of this (\`untried-version\`); nothing is refused for it. A newer version of
Kubernetes or agentgateway is likely to work: \`revoke TARGET --drill\` shows it for the kill switch.

Gateway API: the tests run with the CRDs of 1.6.1; \`schemas pull\` takes those of the cluster. Node.js: 22 or later. kubectl: any
that finds plugins; 1.26 or later for [completion](completion.md) by kubectl.

This page is made from src/model/versions.ts by \`npm run docs\`.
`
}

if (process.argv[1] === import.meta.filename)
  for (const [name, page] of [
    ['errors.md', errorsPage()],
    ['versions.md', versionsPage()],
  ] as const) {
    const file = join(docs, name)
    if (!process.argv.includes('--check')) writeFileSync(file, page)
    else if (readFileSync(file, 'utf8') !== page) {
      process.stderr.write(`docs/${name} is not up to date: run \`npm run docs\`\n`)
      process.exit(1)
    }
  }
