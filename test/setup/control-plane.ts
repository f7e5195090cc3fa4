/**
 * Before the first test of the project `cluster`: makes sure that a control plane can be started, so that
 * a build of minutes happens once, and not within a test's time limit.
 */
import type { TestProject } from 'vitest/node'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { provision } from '../controlplane/provision.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why tests that need a cluster can not run; empty where they can. */
    readonly noControlPlane: string
  }
}

export default async (project: TestProject): Promise<void> => {
  let reason = ''
  try {
    await provision()
    await gatewayApiCrds()
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  project.provide('noControlPlane', reason)
}
