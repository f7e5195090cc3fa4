/**
 * `node stages.ts CRDS FOLDER`: what `validate` does, stage by stage in one process, with the CPU time of each on
 * stdout as JSON, in milliseconds: that says the same on a busy machine. CRDS are folders, separated by commas.
 */
import { readFileSync } from 'node:fs'
import type { Subject } from '../../src/validate/subject.ts'

const [crds = '', folder = ''] = process.argv.slice(2)

const stages: Record<string, number> = {}
let since = 0
const spent = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const stage = (name: string): void => {
  const now = spent()
  stages[name] = Math.round(now - since)
  since = now
}

stage('start of node')
const { discover } = await import('../../src/manifest/discover.ts')
const { parse } = await import('../../src/manifest/parse.ts')
const { checkDocument } = await import('../../src/validate/check-document.ts')
const { openKinds } = await import('../../src/operations/schemas/open-kinds.ts')
const { checkRules } = await import('../../src/validate/rules/index.ts')
const { makeWorld } = await import('../../src/validate/world/world.ts')
const { nothingKnown } = await import('../../src/validate/world/outside.ts')
const { inOrder } = await import('../../src/validate/order.ts')
since = spent()

const kinds = await openKinds(undefined, {
  crds: crds === '' ? [] : crds.split(','),
  stdin: process.stdin,
})
stage('read CRDs')
const { files } = await discover([folder])
stage('find files')
const texts = files.map((file) => readFileSync(file, 'utf8'))
stage('read files')
const parsed = files.map((file, i) => parse(file, texts[i] ?? ''))
stage('parse')
const documents = parsed.flatMap((file) => file.documents)
const first = new Map(documents.map((document) => [(document.value as { kind: string }).kind, document]))
for (const document of first.values()) await checkDocument(document, kinds, 'default')
stage('compile or load schemas')
const subjects: Subject[] = []
for (const document of documents) {
  const subject = checkDocument(document, kinds, 'default')
  subjects.push(subject instanceof Promise ? await subject : subject)
}
stage('schema and CEL')
const across = await checkRules(makeWorld(subjects), nothingKnown)
stage('rules across resources')
inOrder(parsed, [...subjects.flatMap(({ findings }) => findings), ...across.map(({ finding }) => finding)])
stage('order')

process.stdout.write(JSON.stringify(stages))
