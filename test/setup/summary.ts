/** Ends a run's output: what was not run and why, and as its last line the counts. */
import { writeSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule, TestSuite, Vitest } from 'vitest/node'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Why tests were not run → where they stand → their names. */
type NotRun = Map<string, Map<TestModule, string[]>>

export default class Summary implements Reporter {
  private text = ''
  private watching = false

  onInit(vitest: Vitest): void {
    this.watching = vitest.config.watch
    if (this.watching) return
    // Vitest has more to say after a run at times (a worker that will not end); nothing comes after this.
    process.once('exit', () => writeSync(1, this.text))
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    // An error that belongs to no test is a failure too: "0 failed" must mean exit code 0.
    const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    const notRun: NotRun = new Map()
    for (const module of modules) {
      counts.failed += brokenSuites(module)
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') counts.passed++
        else if (result.state === 'failed') counts.failed++
        else {
          counts.skipped++
          const note = result.state === 'skipped' ? result.note : undefined
          const reason = note ?? reasonOf(module) ?? WITHOUT_REASON
          const byModule = notRun.get(reason) ?? new Map<TestModule, string[]>()
          byModule.set(module, [...(byModule.get(module) ?? []), test.fullName])
          notRun.set(reason, byModule)
        }
      }
    }
    this.text = `${notice(notRun)}\n${line(counts)}\n`
    if (this.watching) process.stdout.write(this.text)
  }
}

const WITHOUT_REASON = 'they are marked so, or their suite failed'

/** Why a whole project could not run (control-plane.ts). */
const reasonOf = (module: TestModule): string | undefined => {
  const { noControlPlane } = module.project.getProvidedContext()
  return noControlPlane === '' ? undefined : noControlPlane
}

/** Files that can not be loaded and suites whose hooks throw: their errors are no test's. */
const brokenSuites = (module: TestModule): number => {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  return suites.filter((suite) => suite.errors().length > 0).length
}

const notice = (notRun: NotRun): string => {
  let text = ''
  for (const [reason, byModule] of notRun) {
    text += '\nNot run:\n'
    for (const [module, tests] of byModule) {
      const file = relative(process.cwd(), module.moduleId)
      const whole = tests.length === [...module.children.allTests()].length
      if (whole) text += `  ${file} (${tests.length} test${tests.length === 1 ? '' : 's'})\n`
      else text += tests.map((name) => `  ${file} > ${name}\n`).join('')
    }
    text += `because: ${reason}\n`
  }
  return text
}

const line = ({ passed, failed, skipped }: Counts): string =>
  `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`
