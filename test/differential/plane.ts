/** An API server that has the kinds to compare. */
import { type Asker, startAsking } from '../cluster/ask.ts'
import { startControlPlane } from '../controlplane/start.ts'
import type { Subjects } from './subjects.ts'

export interface Oracle {
  readonly asker: Asker
  stop(): Promise<void>
}

export const startOracle = async ({ files, objects }: Subjects): Promise<Oracle> => {
  const plane = await startControlPlane({ crds: files })
  const must = async (args: readonly string[], input?: string): Promise<void> => {
    const { code, stderr } = await plane.kubectl(args, input === undefined ? {} : { input })
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  }
  try {
    const list = { apiVersion: 'v1', kind: 'List', items: objects }
    await must(['create', '--validate=false', '-f', '-'], JSON.stringify(list))
    await must(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  } catch (error) {
    await plane.stop()
    throw error
  }
  const asker = startAsking(plane)
  return {
    asker,
    stop: () => {
      asker.close()
      return plane.stop()
    },
  }
}
