/**
 * The folder's MCPBackends as the servers of a gateway.
 *
 * What can not be read keeps what it was: a file that is no YAML just now keeps its servers, a document that
 * is not valid keeps its last valid form. Everything else takes effect at once, so that no mistake in one place
 * delays a removal in another.
 */
import { type McpSpec, serverOf } from '../../gateway/server-of.ts'
import type { GatewayState, Server, UnreadyServer } from '../../gateway/state.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { Workspace } from '../../model/settings.ts'
import { FileReader } from './read-files.ts'
import { servedAs } from './served-as.ts'

/** What is known of one MCPBackend, also while its document is not valid. */
interface Known {
  readonly ref: ResourceRef
  readonly file: string
  /** Its last valid form, or why there is none. */
  readonly mcp: McpSpec | UnreadyServer
}

/** Reads again and again, and keeps in between what was last known good. */
export class BackendReader {
  readonly #namespace: string
  readonly #files: FileReader
  readonly #environment: Readonly<Record<string, string | undefined>>
  #known: ReadonlyMap<string, Known> = new Map()
  #servers: GatewayState['servers'] = new Map()
  #problems: readonly string[] = []

  private constructor(workspace: Workspace, environment: Readonly<Record<string, string | undefined>>) {
    const { folder, settings } = workspace
    this.#namespace = settings.namespace
    this.#files = new FileReader(folder, settings.namespace)
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
      const id = servedAs(ref, this.#namespace)
      const server = 'unready' in mcp ? mcp : serverOf(mcp, id, this.#environment)
      servers.set(id, servers.has(id) ? { unready: `two MCPBackends would be served as ${id}` } : server)
    }
    return servers
  }

  async #readBackends(problems: string[]): Promise<ReadonlyMap<string, Known>> {
    const before = this.#known
    const reading = await this.#files.read()
    problems.push(...reading.problems)
    const after = new Map<string, Known>()
    const stood = new Map<string, string>()
    for (const [file, { backends, problems: own }] of reading.files) {
      problems.push(...own)
      for (const { ref, place, mcp, wrong } of backends) {
        const key = refKey(ref)
        const first = stood.get(key)
        const why = first === undefined ? wrong : `it stands at ${first} and at ${place}`
        stood.set(key, place)
        if (why === undefined && mcp) after.set(key, { ref, file, mcp })
        else after.set(key, before.get(key) ?? { ref, file, mcp: { unready: why ?? 'it has no spec' } })
      }
    }
    for (const [key, known] of before)
      if (reading.files.get(known.file)?.whole === false && !after.has(key)) after.set(key, known)
    return after
  }
}
