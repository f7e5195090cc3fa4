/** The same of 5,000 objects; kubectl takes minutes, and runs once. */
import { syncBenchmark } from './sync-folder.ts'

export default () => syncBenchmark({ count: 5_000, rounds: 2, once: true })
