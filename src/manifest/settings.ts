/** Finds agentgw.yaml and reads it: which folder is meant, and what goes for it. */
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { EXIT, UserError, usageError } from '../errors.ts'
import { type FilePlace, formatPath, type JsonPath } from '../model/document.ts'
import { DEFAULT_NAMESPACE } from '../model/kinds.ts'
import type { Settings, Workspace } from '../model/settings.ts'
import { isMapping } from './build.ts'
import { readError } from './file-error.ts'
import { parse } from './parse.ts'
import { realPath } from './real-path.ts'
import { SETTINGS_KEYS, type SettingsKey, nearestKey, readSetting } from './settings-keys.ts'

export const SETTINGS_FILE = 'agentgw.yaml'

/** A folder's name as a label value. */
const labelOf = (root: string): string => {
  const name = basename(root)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
  return name === '' ? 'manifests' : name
}

const defaultsFor = (root: string): Settings => ({
  name: labelOf(root),
  isNamed: false,
  gateway: { namespace: DEFAULT_NAMESPACE, name: 'agentgateway' },
  namespace: DEFAULT_NAMESPACE,
  manifests: 'manifests',
  url: 'http://127.0.0.1:3000',
  suppress: [],
  revoke: { requireReason: false },
})

const bad = (place: string, message: string, hint?: string): UserError =>
  new UserError('bad-settings', `${place}: ${message}`, { exit: EXIT.usage, hint })

const isKey = (key: string): key is SettingsKey => (SETTINGS_KEYS as readonly string[]).includes(key)

/** The settings that a text gives; `file` is what to call it. Throws `bad-settings` with line and column. */
export const parseSettings = (file: string, text: string): Settings => {
  const { documents, findings } = parse(file, text)
  const [problem] = findings
  const place = (at: { line?: number; column?: number }): string =>
    `${file}:${at.line ?? 1}:${at.column ?? 1}`
  if (problem !== undefined) throw bad(place(problem), problem.message, problem.hint)
  const [document, another] = documents
  if (another !== undefined)
    throw bad(place(another.locate([])), 'settings are one document, and this is a second')
  let settings = defaultsFor(dirname(resolve(file)))
  const value = document?.value ?? {}
  for (const [key, given] of Object.entries(isMapping(value) ? value : {})) {
    if (!isKey(key)) {
      const meant = nearestKey(key)
      const hint = `${meant === undefined ? '' : `did you mean ${meant}? `}The settings are ${SETTINGS_KEYS.join(', ')}.`
      throw bad(place(document?.locate([key], 'key') ?? {}), `there is no setting "${key}"`, hint)
    }
    const placeOf = (at: JsonPath): FilePlace => ({
      file,
      ...(document?.locate([key, ...at]) ?? { line: 1, column: 1 }),
    })
    const read = readSetting(key, given, placeOf)
    if ('expected' in read)
      throw bad(
        place(placeOf(read.at ?? [])),
        `${formatPath([key, ...(read.at ?? [])])} must be ${read.expected}`,
      )
    settings = { ...settings, ...read.settings }
  }
  return settings
}

const readSettings = async (file: string): Promise<Settings> => {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { message, hint } = readError(error, file)
    throw new UserError('bad-settings', message, { exit: EXIT.usage, hint, cause: error })
  }
  return parseSettings(file, text)
}

/** The nearest folder that holds an agentgw.yaml, from this one upwards. */
const findRoot = (from: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, SETTINGS_FILE))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

const isInside = (root: string, path: string): boolean => {
  const way = relative(realPath(root), realPath(path))
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The folder that the settings of a root name. Throws `bad-settings` for one outside of it. */
export const folderOf = (root: string, { manifests }: Settings): string => {
  const folder = resolve(root, manifests)
  if (isInside(root, folder)) return folder
  throw bad(join(root, SETTINGS_FILE), `manifests must be a folder inside ${root}, not ${manifests}`)
}

/**
 * `dir` names the folder itself, or the root where agentgw.yaml lies in it. Without it the nearest
 * agentgw.yaml from `cwd` upwards decides, and without one ./manifests is meant.
 * Throws `bad-settings` and `usage`, both exit 2. The folder need not exist.
 */
export const openWorkspace = async ({
  cwd,
  dir,
}: {
  cwd: string
  dir?: string | undefined
}): Promise<Workspace> => {
  const start = dir === undefined ? resolve(cwd) : resolve(cwd, dir)
  if (dir !== undefined && statSync(start, { throwIfNoEntry: false })?.isFile() === true)
    throw usageError(`${dir} is a file, not a folder`, 'name the folder in which it lies')
  const root = findRoot(start)
  if (root === undefined) {
    const folder = dir === undefined ? join(start, 'manifests') : start
    return { root, folder, folders: [folder], settings: defaultsFor(start) }
  }
  const file = join(root, SETTINGS_FILE)
  const settings = await readSettings(file)
  const named = folderOf(root, settings)
  const folder = dir === undefined || start === root ? named : start
  return { root, folder, folders: [folder], settings }
}

/** Undefined where both lie under one agentgw.yaml. */
const apart = (one: Workspace, other: Workspace): string | undefined => {
  if (one.root !== undefined && other.root !== undefined)
    return realPath(one.root) === realPath(other.root)
      ? undefined
      : `one of ${one.root}, the other of ${other.root}`
  const without = [one, other].filter(({ root }) => root === undefined).map(({ folder }) => folder)
  return `there is no agentgw.yaml above ${without.join(' and ')}`
}

/**
 * The same for any number of folders, which must lie under one agentgw.yaml: it says whose the objects are, and one object
 * has one owner. Throws `bad-settings` and `usage`.
 */
export const openFolders = async ({
  cwd,
  dirs,
}: {
  cwd: string
  dirs: readonly string[]
}): Promise<Workspace> => {
  const [first = await openWorkspace({ cwd }), ...others] = await Promise.all(
    dirs.map((dir) => openWorkspace({ cwd, dir })),
  )
  const folders = new Map([[realPath(first.folder), first.folder]])
  others.forEach((other, i) => {
    if (folders.has(realPath(other.folder))) return
    const why = apart(first, other)
    if (why !== undefined)
      throw usageError(
        `--dir ${dirs[0] ?? ''} and --dir ${dirs[i + 1] ?? ''} are not parts of one folder: ${why}`,
        'run the command once for each, or put one agentgw.yaml above both',
      )
    folders.set(realPath(other.folder), other.folder)
  })
  return { ...first, folders: [...folders.values()] }
}
