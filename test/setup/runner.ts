/**
 * Runs the project `cluster`. Where there is no control plane its tests are skipped, hooks and all, and the
 * summary says so; with CI set its files fail, because there nobody reads a notice.
 */
import { inject, type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest'

/** Suites stay in the run, without their hooks: only so are their tests reported one by one. */
const skip = (task: RunnerTask): void => {
  if (task.type === 'suite') {
    const { beforeAll, afterAll, aroundAll } = TestRunner.getSuiteHooks(task)
    for (const hooks of [beforeAll, afterAll, aroundAll]) hooks.length = 0
    for (const child of task.tasks) skip(child)
  } else {
    task.mode = 'skip'
    task.result = { state: 'skip' }
  }
}

export default class ClusterRunner extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    const reason = inject('noControlPlane')
    if (reason === '') return
    const must = !['', 'false', '0'].includes(process.env['CI'] ?? '')
    for (const file of files) {
      if (must) file.result = { state: 'fail', errors: [{ name: 'NoControlPlane', message: reason }] }
      else skip(file)
    }
  }
}
