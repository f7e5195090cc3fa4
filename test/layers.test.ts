/** The layers hold (.dependency-cruiser.cjs), and a violation would be seen. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exec, type ExecResult } from './setup/exec.ts'

const ROOT = join(import.meta.dirname, '..')

interface Cruise {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[]
  }
}

// A copy, since other tests run meanwhile and must not meet a planted file.
let copy: string
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'agentgw-layers-'))
  for (const name of ['src', '.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
})
afterEach(() => {
  rmSync(copy, { recursive: true, force: true })
})

const plant = (file: string, text: string): void => {
  mkdirSync(dirname(join(copy, file)), { recursive: true })
  writeFileSync(join(copy, file), text)
}

const cruise = (...options: readonly string[]): Promise<ExecResult> => {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [program, '--config', '.dependency-cruiser.cjs', ...options, 'src']
  return exec(process.execPath, args, { cwd: copy, env: { ...process.env, NO_COLOR: '1' } })
}

it('src keeps its layers, and every file of it was looked at', async () => {
  const { modules, summary } = JSON.parse((await cruise('--output-type', 'json')).stdout) as Cruise
  expect(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`)).toEqual([])
  // With a TypeScript that it does not know, dependency-cruiser finds nothing at all, and is content.
  const cruised = new Set(modules.map(({ source }) => source))
  const files = readdirSync(join(copy, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`)
  expect(files.length).toBeGreaterThan(0)
  expect(files.filter((file) => !cruised.has(file))).toEqual([])
})

it('a violation fails by the name of its rule', async () => {
  const planted: Record<string, [text: string, rule: string]> = {
    'src/plan/planted.ts': [`import '../cluster/planted.ts'`, 'layer-plan'],
    'src/operations/planted.ts': [`await import('../cluster/planted.ts')`, 'layer-operations'],
    'src/model/planted.ts': [
      `import '@kubernetes/client-node'`,
      'only-cluster-imports-@kubernetes/client-node',
    ],
    'src/model/planted-type.ts': [`import type { Plan } from '../plan/planted-b.ts'`, 'layer-model'],
    'src/lower/planted.ts': [`import { readFileSync } from 'node:fs'`, 'pure-layers-read-nothing'],
    'src/report/planted.ts': [`import './nowhere.ts'`, 'no-orphan-import'],
    'src/apply/planted-a.ts': [`import './planted-b.ts'`, 'no-cycles'],
  }
  plant('src/cluster/planted.ts', 'export {}')
  plant('src/apply/planted-b.ts', `import './planted-a.ts'`)
  plant('src/plan/planted-b.ts', 'export type Plan = string')
  for (const [file, [text]] of Object.entries(planted)) plant(file, `${text}\n`)

  const { code, stdout } = await cruise()
  expect(code).not.toBe(0)
  const found = [...stdout.matchAll(/error (\S+): (\S*planted\S*)/g)].map(
    ([, rule, file]) => `${file} ${rule}`,
  )
  const expected = Object.entries(planted).map(([file, [, rule]]) => `${file} ${rule}`)
  expect(found.sort()).toEqual(expected.sort())
})
