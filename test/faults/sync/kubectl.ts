/** What a real kubectl says of a folder that is in sync: nothing. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '../../../src/model/resource.ts'
import { FOLDER_LABEL, type World } from './world.ts'

const APPLIED = 'agentgw.dev/applied'

/** As it is applied: with the folder's label and the note that stands there. */
const asApplied = (object: Resource, live: Resource | undefined, folder: string): Resource => {
  const { labels, annotations } = object.metadata
  const note = live?.metadata.annotations?.[APPLIED]
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...labels, [FOLDER_LABEL]: folder },
      ...(note === undefined ? {} : { annotations: { ...annotations, [APPLIED]: note } }),
    },
  }
}

/**
 * Twice: of the files as they are, by kubectl's own manager, and of the objects as this program applies them, by its
 * manager, to which also what has left the folder would show.
 */
export const agreesWithKubectl = async (
  { plane, ann, name, desired }: World,
  live: ReadonlyMap<string, Resource>,
): Promise<string[]> => {
  if (desired.size === 0) return []
  const diff = ['diff', '--server-side', '--force-conflicts']
  // With --namespace kubectl refuses objects of another one.
  const kubeconfig = join(ann.root, 'kubeconfig')
  copyFileSync(plane.kubeconfig, kubeconfig)
  await plane.kubectl(['config', 'set-context', '--current', `--namespace=${ann.namespace}`], { kubeconfig })
  const items = [...desired].map(([key, object]) => asApplied(object, live.get(key), name))
  const runs = await Promise.all([
    plane.kubectl([...diff, '--recursive', `--filename=${ann.manifests}`], { kubeconfig }),
    plane.kubectl([...diff, '--field-manager=kubectl-agentgw', '--filename=-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    }),
  ])
  return runs.flatMap(({ code, stdout, stderr }) => (code === 0 ? [] : [`exit ${code}: ${stdout}${stderr}`]))
}
