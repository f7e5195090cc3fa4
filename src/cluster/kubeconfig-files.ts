/** What the kubeconfig files say, joined as kubectl joins them: the first to name something counts. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { FAILSAFE_SCHEMA, load } from 'js-yaml'
import type { Code } from '../codes/index.ts'
import { ClusterError } from '../model/cluster-error.ts'
import { Settings } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Entries {
  readonly contexts: Map<string, Settings>
  readonly clusters: Map<string, Settings>
  readonly users: Map<string, Settings>
  current: string | undefined
}

export interface Kubeconfig extends Entries {
  /** Where was looked. */
  readonly files: readonly string[]
  /** Those that exist. */
  readonly found: readonly string[]
}

const failure = (code: Code, message: string, hint: string): ClusterError =>
  new ClusterError(code, 0, message, { hint })

const reason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'EACCES' ? 'permission denied' : code === 'EISDIR' ? 'it is a directory' : message
}

/** The first line of js-yaml's message; what follows shows the file's text, which may hold credentials. */
const placeOf = (error: unknown): string => (error as Error).message.split('\n')[0] ?? ''

/** Undefined where there is no such file. */
const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw failure(
      'kubeconfig-unreadable',
      `can not read the kubeconfig ${file}: ${reason(error)}`,
      `give yourself the right to read it (ls -l ${file}), or name another with --kubeconfig`,
    )
  }
}

const rootOf = (text: string, file: string): Settings => {
  const hint = '`kubectl config view` reads it too; mend the line, or fetch the file anew'
  let root: Settings
  try {
    // Every scalar as the text that stands there, so that a token of digits stays what it is.
    root = new Settings(text.trim() === '' ? {} : load(text, { schema: FAILSAFE_SCHEMA }), file)
  } catch (error) {
    throw failure('kubeconfig-invalid', `the kubeconfig ${file} is not YAML: ${placeOf(error)}`, hint)
  }
  if (!root.isMapping) throw failure('kubeconfig-invalid', `${file} is not a kubeconfig`, hint)
  return root
}

const add = (root: Settings, into: Entries): void => {
  for (const [list, key, entries] of [
    ['contexts', 'context', into.contexts],
    ['clusters', 'cluster', into.clusters],
    ['users', 'user', into.users],
  ] as const)
    for (const entry of root.items(list)) {
      const name = entry.text('name')
      if (name !== undefined && !entries.has(name)) entries.set(name, entry.at(key))
    }
  into.current ??= root.text('current-context')
}

const filesOf = (explicit: string | undefined, env: Environment): string[] => {
  if (explicit !== undefined && explicit !== '') return [resolve(explicit)]
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  return listed.length > 0
    ? [...new Set(listed.map((file) => resolve(file)))]
    : [join(env['HOME'] ?? homedir(), '.kube', 'config')]
}

/** Throws `kubeconfig-unreadable` or `kubeconfig-invalid`. */
export const readKubeconfig = (explicit: string | undefined, env: Environment): Kubeconfig => {
  const entries: Entries = { contexts: new Map(), clusters: new Map(), users: new Map(), current: undefined }
  const files = filesOf(explicit, env)
  const found = files.filter((file) => {
    const text = textOf(file)
    if (text !== undefined) add(rootOf(text, file), entries)
    return text !== undefined
  })
  if (found.length === 0 && explicit)
    throw failure(
      'kubeconfig-unreadable',
      `there is no file ${files.join(', ')}`,
      'name another kubeconfig with --kubeconfig, or leave the flag out for the usual one',
    )
  return { ...entries, files, found }
}
