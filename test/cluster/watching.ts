/** A folder that the built program watches, and what it tells. */
import { test, vi } from 'vitest'
import type { LiveRun } from '../cli/run-live.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { OwnFolder } from './own-folder.ts'

/** A line of `watch -o json`. */
export interface Told {
  readonly event: string
  readonly resource?: { readonly kind: string; readonly name: string }
  readonly why?: string
  readonly changes?: readonly { readonly path: string; readonly writer?: { readonly manager: string } }[]
  readonly error?: { readonly code: string }
  readonly findings?: readonly { readonly code: string; readonly file: string }[]
  readonly revocation?: { readonly reason: string; readonly who: string }
}

/** Tests with a folder each, so that they can run side by side: most of their time they wait. */
export const inOwnFolder = (plane: () => ControlPlane) =>
  test.extend<{ here: OwnFolder }>({
    here: async ({ task: _ }, use) => {
      const here = await OwnFolder.open(plane())
      await use(here)
      await here.close()
    },
  })

/** Ready where it has made its first pass. */
export const watchIn = async (
  folder: OwnFolder,
  flags: readonly string[] = [],
  kubeconfig?: string,
): Promise<Watching> => {
  const watching = new Watching(folder.start(['watch', '-o', 'json', ...flags], kubeconfig))
  await watching.until('watching')
  return watching
}

export class Watching {
  readonly run: LiveRun

  constructor(run: LiveRun) {
    this.run = run
  }

  get told(): Told[] {
    const lines = this.run.printed.stdout.split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as Told)
  }

  /** `event NAME`, of each. */
  get events(): string[] {
    return this.told.map(({ event, resource }) =>
      resource === undefined ? event : `${event} ${resource.name}`,
    )
  }

  /** The last of that event, `nth` of them having been told. */
  until(event: string, nth = 1): Promise<Told> {
    return vi.waitFor(
      () => {
        const all = this.told.filter((one, i) => one.event === event || this.events[i] === event)
        if (all.length < nth) throw new Error(`not told: ${event}; ${JSON.stringify(this.run.printed)}`)
        return all.at(-1)!
      },
      { timeout: 20_000, interval: 50 },
    )
  }
}
