import { usageError } from '../errors.ts'
import type { Resource } from '../model/resource.ts'
import { validateDocuments } from '../validate/validate.ts'

/** Throws a usage error for what an option brought in and the kind does not allow, such as a text too long. */
export const checkGenerated = async (resources: readonly Resource[], namespace: string): Promise<void> => {
  const documents = resources.map((value, index) => ({
    file: '-',
    index,
    value,
    locate: () => ({ line: 1, column: 1 }),
  }))
  const { findings } = await validateDocuments([{ file: '-', documents, findings: [] }], { namespace })
  const fault = findings.find(({ severity, stage }) => severity === 'error' && stage !== 'rules')
  if (fault !== undefined) throw usageError(`${fault.path ?? 'the object'}: ${fault.message}`, fault.hint)
}
