/**
 * Compiles the CRDs of the project's own kinds (schemas/crds) and the outlines of upstream's (schemas/outline) into
 * src/validate/generated/, so that validating them needs neither ajv nor a parser of CEL. Part of the build.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { compileCrd } from '../src/validate/compile/module.ts'
import { type CrdVersion, readCrd } from '../src/validate/compile/schema.ts'

const root = join(import.meta.dirname, '..')
const out = join(root, 'src/validate/generated')

const HEADER = `// @ts-nocheck
// Made by scripts/generate-validators.ts from schemas/.
`

/** What is heavy to load, and few need. */
const OWN_MODULES = {
  re2: '../runtime/re2.ts',
  evaluator: '../cel/evaluator.ts',
}

const moduleText = (crd: CrdVersion, outline: boolean): string => {
  const { body, uses } = compileCrd(crd)
  const own = Object.entries(OWN_MODULES).map(([name, module]) =>
    uses.includes(name) ? `import { ${name} } from '${module}'\n` : '',
  )
  const names = uses.filter((name) => !Object.hasOwn(OWN_MODULES, name))
  const imports = names.length === 0 ? '' : `import { ${names.join(', ')} } from '../runtime/index.ts'\n`
  const marked = outline ? 'validator.outline = true\n' : ''
  return `${HEADER}${imports}${own.join('')}${body}\n${marked}export { validator }\n`
}

/** Files that are right already are left alone, so that whoever reads them meanwhile finds them. */
const writeAll = (files: ReadonlyMap<string, string>): void => {
  mkdirSync(out, { recursive: true })
  for (const file of readdirSync(out)) if (!files.has(file)) rmSync(join(out, file))
  for (const [file, text] of files) {
    const path = join(out, file)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
  }
}

/** Of all that has a part in it; the lock says which version of ajv. */
const compilerDigest = (): string => {
  const hash = createHash('sha256')
  const sources = readdirSync(join(root, 'src/validate'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
    .sort()
    .map((file) => join('src/validate', file))
  for (const file of [...sources, 'package-lock.json'])
    hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const crdsIn = (folder: string): CrdVersion[] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => readCrd(load(readFileSync(join(root, folder, file), 'utf8'))) ?? [])

export const generateValidators = (): void => {
  const files = new Map<string, string>()
  /** Versions of a kind that have the same schema are one file. */
  const fileOf = new Map<string, string>()
  const add = (crd: CrdVersion, outline: boolean): string => {
    const text = moduleText(crd, outline)
    const file = fileOf.get(text) ?? `${crd.plural}.${crd.group}.${crd.version}.ts`
    fileOf.set(text, file)
    files.set(file, text)
    return `  '${crd.group}/${crd.version}/${crd.kind}': { outline: ${outline}, load: () => import('./${file}') },\n`
  }
  const entries = [
    ...crdsIn('schemas/crds').map((crd) => add(crd, false)),
    ...crdsIn('schemas/outline').map((crd) => add(crd, true)),
  ]
  files.set(
    'index.ts',
    `${HEADER}import type { Validator } from '../validator.ts'

interface Generated {
  readonly outline: boolean
  readonly load: () => Promise<{ validator: Validator }>
}

/** By group/version/Kind. */
export const GENERATED: Readonly<Record<string, Generated>> = {
${entries.join('')}}
`,
  )
  files.set(
    'compiler.ts',
    `${HEADER}
/** Of all that decides what is compiled from a CRD: what another compiler made is not taken from the cache. */
export const COMPILER = '${compilerDigest()}'
`,
  )
  writeAll(files)
}

if (import.meta.main) generateValidators()
