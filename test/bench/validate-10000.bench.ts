/** The folder of a large organization: 10,000 files, all kinds, with CEL and rules across resources. */
import { BUILT_IN, breakdown, KUBECONFORM, kubeconform, makeFolder, VALIDATE, validate } from './folder.ts'
import type { Benchmark } from './frame.ts'

export default async (): Promise<Benchmark> => {
  const folder = await makeFolder(10_000)
  const peers = await kubeconform(folder)
  return {
    title: 'validate, 10,000 files',
    rounds: 7,
    candidates: [...peers, ...validate(folder)],
    peers: peers.map(({ name }) => name),
    targets: [
      ...peers.map(() => ({ candidate: VALIDATE, against: KUBECONFORM, max: 0.6 })),
      { candidate: VALIDATE, megabytes: 400 },
      { candidate: BUILT_IN, megabytes: 400 },
    ],
    notes: folder.notes,
    breakdown: () => breakdown(folder),
    close: () => {
      folder.remove()
      return Promise.resolve()
    },
  }
}
