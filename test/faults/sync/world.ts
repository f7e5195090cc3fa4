/** Two namespaces of a real cluster, a folder in two copies, and what the folder should be by now. */
import { connect } from '../../../src/cluster/connect.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import { type Resource, refKey, refOf } from '../../../src/model/resource.ts'
import type { ControlPlane } from '../../controlplane/start.ts'
import { Copy } from './copy.ts'
import type { Draft } from './drafts.ts'
import type { Bystander, Member } from './history.ts'

export const FOLDER_LABEL = 'agentgw.dev/folder'

/** All that the folders of these tests hold. */
const KINDS = [
  ['agentgateway.dev/v1alpha1', 'MCPBackend'],
  ['agentgateway.dev/v1alpha1', 'AIRoute'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ['gateway.networking.k8s.io/v1', 'ReferenceGrant'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
] as const

export const keyOf = (object: Resource): string => refKey(refOf(object))

export const helm = { 'meta.helm.sh/release-name': 'gw', 'meta.helm.sh/release-namespace': 'x' }
export const flux = {
  'kustomize.toolkit.fluxcd.io/name': 'apps',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
}

export class World {
  readonly plane: ControlPlane
  readonly cluster: Cluster
  readonly name: string
  readonly ann: Copy
  readonly bob: Copy
  /** What the folder holds, each with its namespace. */
  desired = new Map<string, Resource>()
  /** What was in the folder once, and may not be taken out because another holds it. */
  readonly held = new Set<string>()
  /** The resourceVersions of what the folder never owned. */
  readonly #never = new Map<string, string | undefined>()

  private constructor(plane: ControlPlane, cluster: Cluster, name: string) {
    this.plane = plane
    this.cluster = cluster
    this.name = name
    this.ann = new Copy(name, this.namespaces[0])
    this.bob = new Copy(name, this.namespaces[0])
  }

  static async open(plane: ControlPlane, name: string): Promise<World> {
    const world = new World(plane, await connect({ kubeconfig: plane.kubeconfig }), name)
    for (const namespace of world.namespaces)
      await world.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    return world
  }

  close(): void {
    this.ann.remove()
    this.bob.remove()
  }

  get namespaces(): readonly [string, string] {
    return [`${this.name}-a`, `${this.name}-b`]
  }

  place(draft: Draft, name: string, elsewhere: boolean): Resource {
    const namespace = this.namespaces[elsewhere ? 1 : 0]
    return { ...draft, metadata: { ...draft.metadata, name, namespace } } as Resource
  }

  member({ draft, elsewhere }: Member, name: string): Resource {
    return this.place(draft, name, elsewhere)
  }

  /** Creates it as those would who have nothing to do with the folder. */
  async bystander({ draft, by, elsewhere }: Bystander, name: string): Promise<void> {
    const object = this.place(draft, name, elsewhere)
    const marked = (more: { labels?: object; annotations?: object }): Resource => ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: { ...object.metadata.labels, ...more.labels },
        annotations: { ...object.metadata.annotations, ...more.annotations },
      },
    })
    const copied = { [FOLDER_LABEL]: this.name }
    const create = (one: Resource, manager: string): Promise<Resource> =>
      this.cluster.create(one, { manager })
    const live = await {
      kubectl: () => create(object, 'kubectl-create'),
      'copied label': () => create(marked({ labels: copied }), 'kubectl-create'),
      Helm: () => create(marked({ labels: copied, annotations: helm }), 'helm'),
      Flux: () => this.cluster.apply(marked({ labels: flux }), { manager: 'kustomize-controller' }),
      'other folder': () => this.cluster.apply(marked({ labels: { [FOLDER_LABEL]: `${this.name}-other` } })),
      'other manager': () => this.cluster.apply(marked({ labels: copied }), { manager: 'other' }),
    }[by]()
    this.#never.set(keyOf(live), live.metadata.resourceVersion)
  }

  async live(): Promise<Map<string, Resource>> {
    const lists = await Promise.all(
      KINDS.flatMap(([apiVersion, kind]) =>
        this.namespaces.map((namespace) => this.cluster.list({ apiVersion, kind }, { namespace })),
      ),
    )
    return new Map(lists.flat().map((object) => [keyOf(object), object]))
  }

  /** Of what the folder never owned, what is not as it was. */
  touched(live: ReadonlyMap<string, Resource>): string[] {
    return [...this.#never]
      .filter(([key, version]) => live.get(key)?.metadata.resourceVersion !== version)
      .map(([key]) => `${key} never was the folder's, and was touched`)
  }

  /** What stands and should not, and the other way round, after a prune. */
  misplaced(live: ReadonlyMap<string, Resource>): string[] {
    const may = (key: string): boolean => this.desired.has(key) || this.held.has(key) || this.#never.has(key)
    return [
      ...[...live.keys()].filter((key) => !may(key)).map((key) => `${key} was not pruned`),
      ...[...this.desired.keys(), ...this.held]
        .filter((key) => !live.has(key))
        .map((key) => `${key} is gone`),
    ]
  }
}
