/**
 * Two people with a copy each of one folder, who change it and apply at the same moment, as processes: at the end each
 * change of either stands in the cluster, or its author was told that it does not.
 */
import { connect } from '../../../src/cluster/connect.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Resource } from '../../../src/model/resource.ts'
import type { ControlPlane } from '../../controlplane/start.ts'
import { Copy } from './copy.ts'
import { type Change, type Content, NAMES, type Race } from './race-rounds.ts'
import { must } from './told.ts'

const objectsOf = (content: Content): Resource[] =>
  Object.entries(content).map(([name, stdio]) => ({
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'MCPBackend',
    metadata: { name },
    spec: { mcp: { stdio } },
  }))

const LAYOUT = { files: [0, 1], styles: ['documents', 'documents'] } as const
const START: Content = Object.fromEntries(NAMES.map((name) => [name, { cmd: 'npx', args: ['a'] }]))

/** What a run said of each object. */
interface Said {
  readonly code: number | null
  readonly outcomes: ReadonlyMap<
    string,
    { readonly outcome: string; readonly error?: { readonly code: string } }
  >
}

export class Racers {
  readonly #plane: ControlPlane
  readonly #cluster: Cluster
  readonly #namespace: string
  readonly ann: Copy
  readonly bob: Copy
  #content: Content = START

  private constructor(plane: ControlPlane, cluster: Cluster, namespace: string) {
    this.#plane = plane
    this.#cluster = cluster
    this.#namespace = namespace
    this.ann = new Copy(namespace, namespace)
    this.bob = new Copy(namespace, namespace)
  }

  static async open(plane: ControlPlane, namespace: string): Promise<Racers> {
    const cluster = await connect({ kubeconfig: plane.kubeconfig })
    await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    const racers = new Racers(plane, cluster, namespace)
    await racers.#agree(START)
    return racers
  }

  close(): void {
    this.ann.remove()
    this.bob.remove()
  }

  /** Both folders hold what stands in the cluster, and both know it. */
  async #agree(content: Content): Promise<void> {
    this.#content = content
    for (const copy of [this.ann, this.bob]) {
      copy.write(objectsOf(content), LAYOUT)
      const applied = await copy.apply(this.#cluster)
      must(
        'agree',
        applied.filter(({ outcome }) => outcome === 'failed').map(({ object }) => object.ref.name),
      )
    }
  }

  async #live(): Promise<Content> {
    const kind = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend' }
    const objects = await this.#cluster.list(kind, { namespace: this.#namespace })
    return Object.fromEntries(
      objects.map(({ metadata, ...object }) => {
        const { mcp } = object['spec'] as { mcp: { stdio: Content[string] } }
        return [metadata.name, mcp.stdio]
      }),
    )
  }

  async #run(copy: Copy): Promise<Said> {
    const { code, stdout, stderr } = await copy.binary(this.#plane.kubeconfig, 'apply', '-o', 'json')
    if (code !== 0 && code !== 3) throw new Error(`exit ${code}: ${stderr}`)
    const { resources } = JSON.parse(stdout) as {
      resources: { resource: { name: string }; outcome: string; error?: { code: string } }[]
    }
    return { code, outcomes: new Map(resources.map(({ resource, ...said }) => [resource.name, said])) }
  }

  /** Throws what is wrong; gives how many objects were refused. */
  async race({ ann, bob, lag }: Race, round: number): Promise<number> {
    const wanted = (who: string, all: readonly Change[]): Content => {
      const content: Record<string, Content[string]> = { ...this.#content }
      for (const { name, field } of all) {
        const word = `${who}-${round}-${field}`
        content[name] = { ...content[name], [field]: field === 'args' ? [word] : word }
      }
      return content
    }
    const sides = [
      { who: 'ann', copy: this.ann, all: ann, content: wanted('ann', ann), wait: Math.max(0, -lag) },
      { who: 'bob', copy: this.bob, all: bob, content: wanted('bob', bob), wait: Math.max(0, lag) },
    ]
    for (const { copy, content } of sides) copy.write(objectsOf(content), LAYOUT)
    const said = await Promise.all(
      sides.map(async ({ copy, wait }) => {
        await new Promise((resolve) => setTimeout(resolve, wait))
        return this.#run(copy)
      }),
    )
    const live = await this.#live()
    const text = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
    must(
      'a change vanished',
      sides.flatMap(({ who, all, content }, i) =>
        all.flatMap(({ name, field }) => {
          const { outcome, error } = said[i]!.outcomes.get(name) ?? { outcome: 'not told' }
          const stands = text(live[name]?.[field]) === text(content[name]?.[field])
          const told = outcome === 'failed' && error !== undefined && said[i]!.code === 3
          return stands || told
            ? []
            : [`${who}'s ${name} ${field}: ${outcome}, and ${text(live[name]?.[field])} stands`]
        }),
      ),
    )
    await this.#agree(live)
    return said
      .flatMap(({ outcomes }) => [...outcomes.values()])
      .filter(({ outcome }) => outcome === 'failed').length
  }
}
