/** Before a CRD is brought up to date: whether what stands of its kind could still be changed afterwards. */
import { UserError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import { CRD } from '../../model/install.ts'
import { API_VERSION, DEFAULT_NAMESPACE } from '../../model/kinds.ts'
import { type Resource, refLabel, refOf } from '../../model/resource.ts'
import { foresee, type Standing, versionsGone } from '../../plan/install.ts'
import { validateDocuments } from '../../validate/validate.ts'

const SHOWN = 5

const kindOf = (crd: Resource): string => (crd['spec'] as { names: { kind: string } }).names.kind

const objectsOf = async (cluster: Cluster, crd: Resource): Promise<Resource[]> => {
  try {
    return await cluster.list({ apiVersion: API_VERSION, kind: kindOf(crd) })
  } catch (error) {
    // It stands, and is not served yet, or not in this version.
    if (isClusterError(error, 'kind-not-served')) return []
    throw error
  }
}

/** `mcpbackend/a -n team: spec.mcp: …` for each that this version of the kinds finds invalid. */
const invalidOf = async (objects: readonly Resource[]): Promise<string[]> => {
  const documents = objects.map((value, index) => ({
    file: String(index),
    index,
    value,
    locate: () => ({ line: 1, column: 1 }),
  }))
  const files = documents.map((document) => ({ file: document.file, documents: [document], findings: [] }))
  const { findings } = await validateDocuments(files, { namespace: DEFAULT_NAMESPACE })
  const faults = new Map<string, string>()
  for (const { file, severity, stage, path, message } of findings) {
    const object = objects[Number(file)]
    if (file === undefined || object === undefined || faults.has(file)) continue
    if (severity !== 'error' || stage === 'rules') continue
    const label = `${refLabel(refOf(object))} -n ${object.metadata.namespace ?? ''}`
    faults.set(file, `${label}: ${path === undefined ? '' : `${path}: `}${message}`)
  }
  return [...faults.values()]
}

/** Throws `stored-invalid`. A CRD that is as it will be is not looked at. */
export const checkStored = async (cluster: Cluster, standings: readonly Standing[]): Promise<void> => {
  for (const standing of standings) {
    const { desired, live } = standing
    if (desired.kind !== CRD || live === undefined || foresee(standing) !== 'configured') continue
    const gone = versionsGone(live, desired)
    if (gone.length > 0)
      throw new UserError(
        'stored-invalid',
        `${refLabel(refOf(desired))}: objects are stored in ${gone.join(', ')}, which this version of the kind does not have`,
        {
          hint: 'nothing was changed; store them anew in a version that stays, and take the old one out of status.storedVersions',
        },
      )
    const invalid = await invalidOf(await objectsOf(cluster, desired))
    if (invalid.length === 0) continue
    const more = invalid.length > SHOWN ? `; and ${invalid.length - SHOWN} more` : ''
    throw new UserError(
      'stored-invalid',
      `${invalid.length} objects that stand are invalid by the new ${desired.metadata.name}: ${invalid.slice(0, SHOWN).join('; ')}${more}`,
      {
        hint: 'nothing was changed; correct them first, or --allow-invalid: they stay, and the API server refuses changes of them until they are correct',
      },
    )
  }
}
