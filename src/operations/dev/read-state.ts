/**
 * The folder and its revocations as the state of a gateway.
 *
 * What can not be read keeps what it was: a file that is no YAML just now keeps its servers, a document that
 * is not valid keeps its last valid form, a damaged record of revocations keeps what was revoked. Everything
 * else takes effect at once, so that no mistake in one place delays a removal in another.
 */
import { type McpSpec, serverOf } from '../../gateway/server-of.ts'
import type { GatewayState, Revoked, Server, UnreadyServer } from '../../gateway/state.ts'
import type { ManifestDocument } from '../../model/document.ts'
import type { Finding } from '../../model/finding.ts'
import { API_VERSION } from '../../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import { isActive } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'
import { validateDocuments } from '../../validate/validate.ts'
import { readJournal } from '../revocations.ts'
import { readEach } from './read-each.ts'

/** What is known of one MCPBackend, also while its document is not valid. */
interface Known {
  readonly ref: ResourceRef
  readonly file: string
  /** Its last valid form, or why there is none. */
  readonly mcp: McpSpec | UnreadyServer
}

export interface StateReading {
  readonly state: GatewayState
  /** What is wrong with the folder and the journal, each in one line. */
  readonly problems: readonly string[]
}

/** The name under which an MCPBackend is served: with its namespace where that is not the folder's own. */
const idOf = (ref: ResourceRef, namespace: string): string =>
  ref.namespace === undefined || ref.namespace === namespace ? ref.name : `${ref.namespace}.${ref.name}`

const isBackend = (ref: Pick<ResourceRef, 'apiVersion' | 'kind'>): boolean =>
  ref.kind === 'MCPBackend' && ref.apiVersion === API_VERSION

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
export class StateReader {
  readonly #environment: Readonly<Record<string, string | undefined>>
  #known: ReadonlyMap<string, Known> | undefined
  #revoked: GatewayState['revoked'] | undefined
  /** What is wrong with the folder. */
  #problems: readonly string[] = []

  /** `environment`: where the values of Secrets and ConfigMaps are taken from. */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment
  }

  /**
   * `revocations` reads the journal alone, which is quick and can be done before files have settled. Throws
   * only where the folder or the journal can not be read the first time.
   */
  async read(workspace: Workspace, what: 'all' | 'revocations' = 'all'): Promise<StateReading> {
    const problems: string[] = []
    const kept =
      <T>(before: T | undefined) =>
      (error: unknown): T => {
        if (before === undefined) throw error
        problems.push(`${(error as Error).message}: it stays as it was`)
        return before
      }
    this.#revoked = await this.#readRevoked(workspace, problems).catch(kept(this.#revoked))
    if (what === 'all' || this.#known === undefined) {
      const found: string[] = []
      this.#known = await this.#readBackends(workspace, found).catch(kept(this.#known))
      this.#problems = found
    }
    const servers = this.#servers(this.#known, workspace.settings.namespace)
    return { state: { servers, revoked: this.#revoked }, problems: [...problems, ...this.#problems] }
  }

  #servers(known: ReadonlyMap<string, Known>, namespace: string): GatewayState['servers'] {
    const servers = new Map<string, Server | UnreadyServer>()
    for (const { ref, mcp } of known.values()) {
      const id = idOf(ref, namespace)
      const server = 'unready' in mcp ? mcp : serverOf(mcp, id, this.#environment)
      servers.set(id, servers.has(id) ? { unready: `two MCPBackends would be served as ${id}` } : server)
    }
    return servers
  }

  async #readRevoked(workspace: Workspace, problems: string[]): Promise<GatewayState['revoked']> {
    const { revocations, damaged } = await readJournal(workspace.root, undefined)
    const revoked = new Map<string, Revoked>()
    for (const { id, reason, targets } of revocations)
      for (const { ref, part, folder } of targets)
        if (part === undefined && isBackend(ref) && folder !== undefined && isActive(folder))
          revoked.set(idOf(ref, workspace.settings.namespace), { id, reason })
    const [damage] = damaged
    if (damage === undefined) return revoked
    // What a damaged record took away is not known, and must not be served by mistake.
    if (this.#revoked === undefined) throw damage
    problems.push(`${damage.message} [${damage.code}]: what was revoked stays revoked`)
    return new Map([...this.#revoked, ...revoked])
  }

  async #readBackends(workspace: Workspace, problems: string[]): Promise<ReadonlyMap<string, Known>> {
    const { namespace } = workspace.settings
    const before = this.#known ?? new Map<string, Known>()
    const { files, unread, findings: links } = await readEach(workspace.folder)
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
