/** What `doctor` found, for programs; the shape stands in schemas/output/doctor.schema.json. */
import type { DoctorReport } from '../../model/doctor.ts'

export const doctorJson = ({ namespace, checks, verbs, reached }: DoctorReport): string => {
  const report = {
    summary: {
      faults: checks.filter(({ state }) => state === 'fault').length,
      works: verbs.filter(({ works }) => works).map(({ verb }) => verb),
      doesNot: verbs.filter(({ works }) => !works).map(({ verb }) => verb),
      reached,
    },
    namespace,
    checks,
    verbs: verbs.map(({ works, ...verb }) => ({
      ...verb,
      works,
      ...(works ? {} : { code: 'missing-right' }),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
