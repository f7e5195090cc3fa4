/**
 * `init`: makes a folder of manifests. Nothing that stands is overwritten, and agentgw.yaml is written last: where
 * it stands, all the rest was done.
 */
import { basename, join } from 'node:path'
import { UserError, usageError } from '../errors.ts'
import { commandOf } from '../generate/catalog/entry.ts'
import { everything } from '../generate/catalog/everything.ts'
import { gateway as gatewayOf } from '../generate/gateway.ts'
import { mcpServer } from '../generate/mcp-server.ts'
import { checkLabel, labelFrom } from '../generate/names.ts'
import { exampleHeader, settingsFile, withIgnoredLog } from '../generate/settings-file.ts'
import { applyEdits } from '../manifest/edit.ts'
import { openWorkspace } from '../manifest/settings.ts'
import { stringify } from '../manifest/stringify.ts'
import { textOf } from '../manifest/text-of.ts'
import type { FileEdit } from '../model/file-edit.ts'
import { DEFAULT_NAMESPACE } from '../model/kinds.ts'
import type { Settings, Workspace } from '../model/settings.ts'
import { documentsOf, planAddition, readFolderOrNone } from './add-to-folder.ts'
import { ciEdits, type CiRequest } from './init/ci.ts'

export interface InitRequest {
  /** Absolute; it need not exist. */
  readonly directory: string
  readonly name?: string | undefined
  /** `NAMESPACE/NAME` */
  readonly gateway?: string | undefined
  readonly namespace?: string | undefined
  /** Undefined: no workflow and no hook. */
  readonly ci?: CiRequest | undefined
  /** True: only says what would be written. */
  readonly dryRun: boolean
}

export interface InitResult {
  readonly settings: Settings
  /** What was written; empty where all was done already. */
  readonly edits: readonly FileEdit[]
}

/** Throws usage errors, `already-initialized` where agentgw.yaml says otherwise than asked, and `file-stands`. */
export const init = async (request: InitRequest): Promise<InitResult> => {
  const { directory, dryRun } = request
  const { settings, edits } = await planFolder(request)
  const ci = request.ci === undefined ? [] : await ciEdits(directory, request.ci)
  const all = [...ci, ...edits]
  if (!dryRun) for (const step of [all.slice(0, -1), all.slice(-1)]) await applyEdits(step)
  return { settings, edits: all }
}

/** agentgw.yaml comes last. */
const planFolder = async (request: InitRequest): Promise<InitResult> => {
  const { directory } = request
  const asked = askedSettings(request)
  if ((await textOf(join(directory, 'agentgw.yaml'))) !== undefined) {
    const { settings } = await openWorkspace({ cwd: directory })
    refuseContradiction(asked, settings, directory)
    return { settings, edits: [] }
  }
  const settings: Settings = {
    name: asked.name ?? labelFrom(basename(directory)) ?? 'agentgw',
    isNamed: true,
    gateway: asked.gateway ?? { namespace: DEFAULT_NAMESPACE, name: 'agentgateway' },
    namespace: asked.namespace ?? DEFAULT_NAMESPACE,
    manifests: 'manifests',
    url: 'http://127.0.0.1:3000',
    suppress: [],
    revoke: { requireReason: false },
  }
  const folder = join(directory, settings.manifests)
  const workspace = { root: directory, folder, folders: [folder], settings }
  const edits = (await Promise.all([gateway(workspace), example(workspace), gitignore(workspace)])).flat()
  const last = { path: join(directory, 'agentgw.yaml'), before: undefined, after: settingsFile(settings) }
  return { settings, edits: [...edits, last] }
}

type Asked = { readonly [K in 'name' | 'gateway' | 'namespace']: Settings[K] | undefined }

const askedSettings = ({ name, gateway, namespace }: InitRequest): Asked => {
  if (name !== undefined) checkLabel('--name', name)
  return { name, namespace, gateway: gateway === undefined ? undefined : parseGateway(gateway) }
}

const parseGateway = (text: string): Settings['gateway'] => {
  const [namespace = '', name = '', ...more] = text.split('/')
  if (more.length > 0 || namespace === '' || name === '')
    throw usageError(`--gateway takes NAMESPACE/NAME, and was given "${text}"`)
  checkLabel("the Gateway's namespace", namespace)
  checkLabel("the Gateway's name", name)
  return { namespace, name }
}

const refuseContradiction = (asked: Asked, settings: Settings, directory: string): void => {
  const shown = (value: Asked[keyof Asked]): string =>
    typeof value === 'object' ? `${value.namespace}/${value.name}` : (value ?? '')
  for (const key of ['name', 'gateway', 'namespace'] as const)
    if (asked[key] !== undefined && shown(asked[key]) !== shown(settings[key]))
      throw new UserError(
        'already-initialized',
        `${join(directory, 'agentgw.yaml')} says ${key}: ${shown(settings[key])}, not ${shown(asked[key])}; nothing was changed`,
        { hint: 'edit agentgw.yaml; what was applied under the old settings is not moved' },
      )
}

/** A Gateway that stands in the folder, in whatever form, is the user's own. */
const gateway = async (workspace: Workspace): Promise<FileEdit[]> => {
  const { folder, settings } = workspace
  const { namespace } = settings
  const resource = gatewayOf(settings.gateway, namespace)
  const read = await readFolderOrNone(workspace)
  if (documentsOf(resource, read, namespace).length > 0) return []
  const file = join(folder, 'gateway.yaml')
  const { edit } = planAddition([resource], read, { file, namespace, show: (path) => path })
  return edit === undefined ? [] : [edit]
}

/** Outside the folder of manifests, and not named as a manifest: not even `kubectl apply -R` finds it. */
const example = async ({ root = '', settings }: Workspace): Promise<FileEdit[]> => {
  const path = join(root, 'examples', 'everything.yaml.example')
  if ((await textOf(path)) !== undefined) return []
  const resources = mcpServer({
    ...settings,
    name: everything.name,
    transport: { stdio: commandOf(everything, []) },
    tools: { deny: ['get-env'] },
  })
  return [{ path, before: undefined, after: exampleHeader(settings.manifests) + stringify(resources) }]
}

const gitignore = async ({ root = '' }: Workspace): Promise<FileEdit[]> => {
  const path = join(root, '.gitignore')
  const before = await textOf(path)
  const after = withIgnoredLog(before ?? '')
  return after === before ? [] : [{ path, before, after }]
}
