/**
 * Compiles the CRDs of the project's own kinds (schemas/crds) into src/validate/generated/, so that validating
 * them needs neither ajv nor a parser of CEL. Part of the build.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { compileCrd } from '../src/validate/compile/module.ts'
import { type CrdVersion, readCrd } from '../src/validate/compile/schema.ts'

const root = join(import.meta.dirname, '..')
const crds = join(root, 'schemas/crds')
const out = join(root, 'src/validate/generated')

const HEADER = `// @ts-nocheck
// Made by scripts/generate-validators.ts from schemas/crds.
`

const moduleText = (crd: CrdVersion): string => {
  const { body, uses } = compileCrd(crd)
  const fromRe2 = uses.includes('re2') ? `import { re2 } from '../runtime/re2.ts'\n` : ''
  const names = uses.filter((name) => name !== 're2')
  const imports = names.length === 0 ? '' : `import { ${names.join(', ')} } from '../runtime/index.ts'\n`
  return `${HEADER}${imports}${fromRe2}${body}\nexport { validator }\n`
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

export const generateValidators = (): void => {
  const files = new Map<string, string>()
  const entries = readdirSync(crds)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => readCrd(load(readFileSync(join(crds, file), 'utf8'))) ?? [])
    .map((crd) => {
      const file = `${crd.plural}.${crd.group}.${crd.version}.ts`
      files.set(file, moduleText(crd))
      return `  '${crd.group}/${crd.version}/${crd.kind}': () => import('./${file}'),\n`
    })
  files.set(
    'index.ts',
    `${HEADER}import type { Validator } from '../validator.ts'

/** By group/version/Kind. */
export const GENERATED: Readonly<Record<string, () => Promise<{ validator: Validator }>>> = {
${entries.join('')}}
`,
  )
  writeAll(files)
}

if (import.meta.main) generateValidators()
