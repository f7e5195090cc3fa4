/** What must be so of a folder and a cluster after an apply that held nothing back. */
import { refKey } from '../../../src/model/resource.ts'
import { agreesWithKubectl } from './kubectl.ts'
import { must, told } from './told.ts'
import type { World } from './world.ts'

const unmoved = async ({ ann, plane }: World): Promise<string[]> => {
  const runs = [
    await ann.binary(plane.kubeconfig, 'diff', '--prune'),
    await ann.binary(plane.kubeconfig, 'apply', '--prune'),
  ]
  return runs.flatMap(({ code, stdout, stderr }) => (code === 0 ? [] : [`exit ${code}: ${stdout}${stderr}`]))
}

/**
 * Throws where something differs for anybody, or another apply does something. `besides`: what else stands; `built`: the
 * built program is asked, too.
 */
export const settled = async (
  world: World,
  when: string,
  { besides, built }: { readonly besides: readonly string[]; readonly built: boolean },
): Promise<void> => {
  const live = await world.live()
  const others = new Map([...live].filter(([key]) => !besides.includes(key)))
  const states = await world.ann.diff(world.cluster, { prune: true })
  must(when, [
    ...states
      .filter(({ state, kept }) => state !== 'InSync' && kept === undefined)
      .map(({ ref, state, changes }) => `${refKey(ref)} ${state} ${JSON.stringify(changes)}`),
    ...world.misplaced(others),
    ...world.touched(live),
  ])
  must(`${when}, kubectl diff`, await agreesWithKubectl(world, live))
  if (built) must(`${when}, the built program`, await unmoved(world))
  const again = await world.ann.apply(world.cluster, { prune: true })
  const then = await world.live()
  must(`${when}, applied again`, [
    ...again.filter(({ outcome }) => outcome !== 'unchanged').map(told),
    ...[...live]
      .filter(([key, { metadata }]) => then.get(key)?.metadata.resourceVersion !== metadata.resourceVersion)
      .map(([key]) => `${key} was written`),
  ])
}
