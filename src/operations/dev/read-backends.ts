/**
 * The folder's MCPBackends as the servers of a gateway.
 *
 * What can not be read keeps what it was: a file that is no YAML just now keeps its servers, a document that
 * is not valid keeps its last valid form. Everything else takes effect at once, so that no mistake in one place
 * delays a removal in another.
 */
import { type McpSpec, serverOf } from '../../gateway/server-of.ts'
import type { GatewayState, Server, UnreadyServer } from '../../gateway/state.ts'
import type { ManifestDocument } from '../../model/document.ts'
import type { Finding } from '../../model/finding.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import type { Workspace } from '../../model/settings.ts'
import { validateDocuments } from '../../validate/validate.ts'
import { readEach } from './read-each.ts'
import { isBackend, servedAs } from './served-as.ts'

/** What is known of one MCPBackend, also while its document is not valid. */
interface Known {
  readonly ref: ResourceRef
  readonly file: string
  /** Its last valid form, or why there is none. */
  readonly mcp: McpSpec | UnreadyServer
}

const tell = ({ file, line, column, message, code }: Finding): string =>
  `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message} [${code}]`

const place = (document: ManifestDocument): string => `${document.file}:${document.locate([]).line}`

/** What the API server would refuse in this document. */
const isAbout = (error: Finding, document: ManifestDocument, ref: ResourceRef): boolean =>
  error.stage !== 'rules' &&
  error.file === document.file &&
  error.resource !== undefined &&
  refKey(error.resource) === refKey(ref)

/** Reads again and again, and keeps in between what was last known good. */
export class BackendReader {
  readonly #workspace: Workspace
  readonly #environment: Readonly<Record<string, string | undefined>>
  #known: ReadonlyMap<string, Known> = new Map()
  #servers: GatewayState['servers'] = new Map()
  #problems: readonly string[] = []

  private constructor(workspace: Workspace, environment: Readonly<Record<string, string | undefined>>) {
    this.#workspace = workspace
    this.#environment = environment
  }

  /**
   * `environment`: where the values of Secrets and ConfigMaps are taken from. Throws where the folder can not be
   * read.
   */
  static async of(
    workspace: Workspace,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<BackendReader> {
    const reader = new BackendReader(workspace, environment)
    await reader.#read()
    return reader
  }

  /** The same map until the folder is read again. */
  get servers(): GatewayState['servers'] {
    return this.#servers
  }

  /** What is wrong with the folder, each in one line. */
  get problems(): readonly string[] {
    return this.#problems
  }

  /** Never throws: a folder that can not be read keeps what it was. */
  async read(): Promise<void> {
    try {
      await this.#read()
    } catch (error) {
      this.#problems = [`${(error as Error).message}: it stays as it was`]
    }
  }

  async #read(): Promise<void> {
    const problems: string[] = []
    this.#known = await this.#readBackends(problems)
    this.#problems = problems
    this.#servers = this.#serversOf(this.#known)
  }

  #serversOf(known: ReadonlyMap<string, Known>): GatewayState['servers'] {
    const servers = new Map<string, Server | UnreadyServer>()
    for (const { ref, mcp } of known.values()) {
      const id = servedAs(ref, this.#workspace.settings.namespace)
      const server = 'unready' in mcp ? mcp : serverOf(mcp, id, this.#environment)
      servers.set(id, servers.has(id) ? { unready: `two MCPBackends would be served as ${id}` } : server)
    }
    return servers
  }

  async #readBackends(problems: string[]): Promise<ReadonlyMap<string, Known>> {
    const { namespace } = this.#workspace.settings
    const before = this.#known
    const { files, unread, findings: links } = await readEach(this.#workspace.folder)
    const { findings } = await validateDocuments(files, { namespace })
    const errors = findings.filter(({ severity }) => severity === 'error')
    const unreadable = new Set(
      errors.flatMap(({ stage, file }) => (stage === 'file' && file !== undefined ? [file] : [])),
    )
    for (const [file, problem] of unread) {
      unreadable.add(file)
      problems.push(problem)
    }
    problems.push(...links.map(tell))
    const after = new Map<string, Known>()
    const stood = new Map<string, ManifestDocument>()
    for (const document of files.flatMap(({ file, documents }) => (unreadable.has(file) ? [] : documents))) {
      const resource = document.value as Partial<Resource> & { spec?: { mcp?: McpSpec } }
      const { apiVersion, kind, metadata, spec } = resource
      if (apiVersion === undefined || kind === undefined || typeof metadata?.name !== 'string') continue
      const ref = refOf(resource as Resource, namespace)
      if (!isBackend(ref)) continue
      const key = refKey(ref)
      const twice = stood.get(key)
      const wrong = twice
        ? `it stands at ${place(twice)} and at ${place(document)}`
        : errors.find((error) => isAbout(error, document, ref))?.message
      stood.set(key, document)
      if (wrong === undefined && spec?.mcp) after.set(key, { ref, file: document.file, mcp: spec.mcp })
      else
        after.set(
          key,
          before.get(key) ?? { ref, file: document.file, mcp: { unready: wrong ?? 'it has no spec' } },
        )
    }
    for (const [key, known] of before)
      if (unreadable.has(known.file) && !after.has(key)) after.set(key, known)
    for (const error of errors)
      if (error.stage !== 'rules' && (error.resource?.kind ?? 'MCPBackend') === 'MCPBackend')
        problems.push(tell(error))
    return after
  }
}
