/** A folder of 1,000 objects and the cluster, beside kubectl. */
import { syncBenchmark } from './sync-folder.ts'

export default () => syncBenchmark({ count: 1_000, rounds: 3, once: false })
