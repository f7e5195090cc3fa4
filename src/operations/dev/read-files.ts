/**
 * The MCPBackends in the files of a folder, each file for itself, so that one that can not be read does not stand in
 * the way of the others. Only files that have changed are read, a few at a time: a revocation that comes meanwhile
 * gets in between.
 */
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { McpSpec } from '../../gateway/server-of.ts'
import { discover } from '../../manifest/discover.ts'
import type { ParsedFile } from '../../manifest/parse.ts'
import { parseBytes } from '../../manifest/parse-bytes.ts'
import type { Finding } from '../../model/finding.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import { validateDocuments } from '../../validate/validate.ts'
import { isBackend } from './served-as.ts'

/** How many files are parsed and checked without a break. */
const AT_A_TIME = 10

/** One document, and what it says where it is valid. */
export interface BackendDocument {
  readonly ref: ResourceRef
  /** `FILE:LINE` */
  readonly place: string
  readonly mcp: McpSpec | undefined
  /** What the API server would refuse in it. */
  readonly wrong: string | undefined
}

export interface BackendFile {
  /** Not so: it can not be read just now, or is no YAML. */
  readonly whole: boolean
  readonly backends: readonly BackendDocument[]
  /** What is wrong with it, each in one line. */
  readonly problems: readonly string[]
}

interface Known extends BackendFile {
  /** Differs where the file does. */
  readonly mark: string
}

export interface FolderReading {
  /** By path. */
  readonly files: ReadonlyMap<string, BackendFile>
  /** What is wrong with the folder itself: links that are not followed. */
  readonly problems: readonly string[]
}

const tell = ({ file, line, column, message, code }: Finding): string =>
  `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message} [${code}]`

const backendsIn = ({ documents }: ParsedFile, errors: readonly Finding[], namespace: string) =>
  documents.flatMap((document): BackendDocument[] => {
    const resource = document.value as Partial<Resource> & { spec?: { mcp?: McpSpec } }
    const { apiVersion, kind, metadata, spec } = resource
    if (apiVersion === undefined || kind === undefined || typeof metadata?.name !== 'string') return []
    const ref = refOf(resource as Resource, namespace)
    if (!isBackend(ref)) return []
    const wrong = errors.find((error) => error.resource && refKey(error.resource) === refKey(ref))?.message
    return [{ ref, place: `${document.file}:${document.locate([]).line}`, mcp: spec?.mcp, wrong }]
  })

export class FileReader {
  readonly #folder: string
  readonly #namespace: string
  #known: ReadonlyMap<string, Known> = new Map()

  constructor(folder: string, namespace: string) {
    this.#folder = folder
    this.#namespace = namespace
  }

  /** A folder that is not there holds nothing. Throws `file-unreadable` where a folder can not be listed. */
  async read(): Promise<FolderReading> {
    const found = existsSync(this.#folder) ? await discover([this.#folder]) : { files: [], findings: [] }
    const known = new Map<string, Known>()
    for (let from = 0; from < found.files.length; from += AT_A_TIME) {
      const paths = found.files.slice(from, from + AT_A_TIME)
      for (const [path, file] of await this.#some(paths)) known.set(path, file)
      await setImmediate()
    }
    this.#known = known
    return { files: known, problems: found.findings.map(tell) }
  }

  async #some(paths: readonly string[]): Promise<ReadonlyMap<string, Known>> {
    const all = new Map<string, Known>()
    const parsed: { readonly file: ParsedFile; readonly mark: string }[] = []
    for (const path of paths)
      try {
        const { ino, size, mtimeMs, ctimeMs } = await stat(path)
        const mark = `${ino}:${size}:${mtimeMs}:${ctimeMs}`
        const before = this.#known.get(path)
        if (before?.mark === mark) all.set(path, before)
        else parsed.push({ file: parseBytes(path, await readFile(path)), mark })
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        const problem = `${path}: can not be read (${code ?? message})`
        // It may have gone since it was listed.
        if (code !== 'ENOENT') all.set(path, { mark: '', whole: false, backends: [], problems: [problem] })
      }
    if (parsed.length === 0) return all
    const { findings } = await validateDocuments(
      parsed.map(({ file }) => file),
      { namespace: this.#namespace },
    )
    for (const { file, mark } of parsed) all.set(file.file, this.#judge(file, mark, findings))
    return all
  }

  #judge(file: ParsedFile, mark: string, findings: readonly Finding[]): Known {
    // Rules across resources are about routes and references, which play no part here.
    const errors = findings.filter(
      (finding) => finding.severity === 'error' && finding.stage !== 'rules' && finding.file === file.file,
    )
    const whole = !errors.some(({ stage }) => stage === 'file')
    return {
      mark,
      whole,
      backends: whole ? backendsIn(file, errors, this.#namespace) : [],
      problems: errors.filter(({ resource }) => (resource?.kind ?? 'MCPBackend') === 'MCPBackend').map(tell),
    }
  }
}
