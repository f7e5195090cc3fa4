/** Generates files of manifests as people and tools write them: comments, anchors, odd layouts, lists, JSON. */
import fc from 'fast-check'

export interface ManifestFile {
  readonly text: string
  /** Of all its documents and items, in their order. */
  readonly names: readonly string[]
}

type Make = (name: string) => string

/** One object, without markers; every line ends in LF. */
const OBJECTS: readonly Make[] = [
  (name) => `metadata:\n  name: ${name}\n`,
  (name) => `# about ${name}\nmetadata: {name: ${name}} # here\n\n\n`,
  (name) => `{"metadata": {"name": "${name}", "labels": {"a": "}"}}}\n`,
  (name) => `metadata: &m\n  name: ${name}\n  labels: &l {x: "1"}\nspec: {again: *l, more: *m}\n`,
  (name) =>
    `metadata:\n    name: ${name}\nspec:\n    script: |\n      --- a\n       ---\n      # no comment\n`,
  (name) => `metadata: {name: ${name}}\nspec:\n  kept: |+\n    text\n\n\n`,
  (name) => `metadata: {name: ${name}}\nspec: >-\n  folded\n  ---x\n`,
  (name) => `"metadata":\n  'name': "${name}"\nspec: [a,\n  b, # c\n  {d: [}]}]\n`.replace('[}]', '["}]"]'),
  (name) => `metadata: {\n  name: ${name}\n}\nspec:\n  a: [\n    b, # [\n  ]\n  c: "d\n  # e"\n`,
  (name) => `metadata: {name: ${name}}\nspec: "a\n  ...\n  --- b"\n# the end\n`,
]

/** One item of a block list, at the indentation given. */
const ITEMS: readonly ((name: string, indent: string) => string)[] = [
  (name, i) => `${i}- metadata:\n${i}    name: ${name}\n`,
  (name, i) => `${i}# about ${name}\n${i}- metadata: {name: ${name}}\n`,
  (name, i) => `${i}-   # odd\n${i}    metadata: {name: ${name}}\n${i}    spec: {a: [1, 2]}\n\n`,
  (name, i) => `${i}- {metadata: {name: ${name}}}\n# behind\n`,
  (name, i) => `${i}- metadata: {name: ${name}}\n${i}  spec: |+\n${i}    - not an item\n\n`,
  (name, i) =>
    `${i}-\n${i}  metadata:\n${i}    name: ${name}\n${i}    labels: &own${name} {}\n${i}  spec: *own${name}\n`,
  (name, i) => `${i}- spec:\n${i}  - - x\n${i}  metadata: {name: ${name}}\n`,
]

const FLOW_ITEMS: readonly Make[] = [
  (name) => `{"metadata": {"name": "${name}"}}`,
  (name) => `\n    {"metadata": {"name": "${name}"},\n     "spec": ["a", {"b": ","}]}\n  `,
  (name) => ` {metadata: {name: ${name}}, spec: [a, b,]} # about, ${name}\n  `,
  (name) => `\n  # before\n  metadata: {name: ${name}}`,
]

const LISTS: readonly ((items: readonly number[], names: readonly string[]) => string)[] = [
  (items, names) => `apiVersion: v1\nkind: List\nitems:\n${block(items, names, '')}`,
  (items, names) => `apiVersion: v1\nkind: List\nitems: # all\n${block(items, names, '  ')}metadata: {}\n`,
  (items, names) => `items:\n${block(items, names, '')}# that was all\nkind: List\n`,
  (items, names) => `{"kind": "List", "items": [${flow(items, names)}]}\n`,
  (items, names) => `kind: List\nitems: [\n${flow(items, names)}\n]\n`,
  (items, names) => `kind: List\nitems: [${flow(items, names)},\n  ]\n`,
]

const block = (items: readonly number[], names: readonly string[], indent: string): string =>
  names.map((name, i) => ITEMS[(items[i] ?? 0) % ITEMS.length]!(name, indent)).join('')

const flow = (items: readonly number[], names: readonly string[]): string =>
  names.map((name, i) => FLOW_ITEMS[(items[i] ?? 0) % FLOW_ITEMS.length]!(name)).join(',')

/** What opens a document that is not the first. */
const OPENINGS = [
  '---\n',
  '--- # next\n',
  '---\n\n# a comment\n',
  '...\n---\n',
  '...\n%YAML 1.1\n---\n',
  '---\n---\n',
]
/** What stands between documents and belongs to none. */
const BETWEEN = ['', '', '', '---\n# nothing but this\n', '---\n', '---\n# nothing but this\n']
const FIRST = ['', '', '---\n', '\n\n---\n', '# the file\n---\n', '%YAML 1.1\n---\n', '# the file\n\n']
const LAST = ['', '', '---\n', '...\n', '---\n# the end\n', '\n\n']

const choice = fc.nat({ max: 1000 })

const shape = fc.record({
  first: choice,
  last: choice,
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  bom: fc.boolean(),
  trailing: fc.boolean(),
  documents: fc.array(
    fc.record({
      opening: choice,
      between: choice,
      form: choice,
      isList: fc.constantFrom(false, false, true),
      items: fc.array(choice, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
})

const pick = <T>(from: readonly T[], index: number): T => from[index % from.length]!

export const manifestFile: fc.Arbitrary<ManifestFile> = shape.map(
  ({ first, last, eol, bom, trailing, documents }) => {
    const names: string[] = []
    let text = pick(FIRST, first)
    for (const [i, { opening, between, form, isList, items }] of documents.entries()) {
      if (i > 0) text += pick(BETWEEN, between) + pick(OPENINGS, opening)
      const own = (isList ? items : [0]).map((_, item) => `n${i}-${item}`)
      names.push(...own)
      text += isList ? pick(LISTS, form)(items, own) : pick(OBJECTS, form)(own[0]!)
    }
    text += pick(LAST, last)
    if (!trailing) text = text.replace(/\n+$/, '')
    return { text: (bom ? '\uFEFF' : '') + text.replaceAll('\n', eol), names }
  },
)
