/** Generated folders of manifests, as people and tools write them, in which one object may stand in several files. */
import fc from 'fast-check'
import { cut } from '../../src/manifest/cut.ts'
import { parse } from '../../src/manifest/parse.ts'
import { type ManifestFile, manifestFile } from '../manifest/manifest-file.ts'

const KEYS = ['apiVersion: agentgateway.dev/v1alpha1', 'kind: MCPBackend']

/** Makes MCPBackends of objects that only have metadata. */
const withKind = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(
      /(^\uFEFF?|\n)((?: *- +| *))("?metadata"?:)(?! \{\})/g,
      (_, before: string, lead: string, key: string) => {
        const indent = ' '.repeat(lead.length)
        return `${before}${lead}${KEYS.map((line, i) => `${i === 0 ? '' : indent}${line}\n`).join('')}${indent}${key}`
      },
    )
    .replace(/\{("?metadata"?:)/g, (_, key: string) => {
      const quoted = (line: string): string => line.replace(/^(\w+): (.*)$/, '"$1": "$2"')
      return `{${KEYS.map((line) => (key.startsWith('"') ? quoted(line) : line)).join(', ')}, ${key}`
    })
    .replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n')

/** Undefined where not every document of it is an object of a kind that can be taken out. */
const usable = ({ text, names }: ManifestFile): boolean => {
  const parsed = parse('f.yaml', text)
  if (
    parsed.findings.some(({ severity }) => severity === 'error') ||
    parsed.documents.length !== names.length
  )
    return false
  if (!parsed.documents.every(({ value }) => (value as { kind?: string } | null)?.kind === 'MCPBackend'))
    return false
  try {
    cut(parsed, parsed.documents)
    return true
  } catch {
    return false
  }
}

const file = manifestFile.map(({ text, names }) => ({ text: withKind(text), names })).filter(usable)

export interface Folder {
  /** By name below the folder of manifests. */
  readonly files: Readonly<Record<string, string>>
  /** What is revoked. */
  readonly words: readonly string[]
}

const folder: fc.Arbitrary<Folder> = fc.array(file, { minLength: 1, maxLength: 3 }).chain((files) => {
  const names = [...new Set(files.flatMap((one) => one.names))]
  return fc.record({
    files: fc.constant(
      Object.fromEntries(files.map(({ text }, i) => [`${i % 2 === 0 ? '' : 'sub/'}f${i}.yaml`, text])),
    ),
    words: fc.shuffledSubarray(names, { minLength: 1, maxLength: Math.min(3, names.length) }),
  })
})

/** The same for the same seed. */
export const folders = (count: number, seed: number): Folder[] => fc.sample(folder, { numRuns: count, seed })
