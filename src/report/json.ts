/** What every report for programs writes alike. */
import type { ResourceRef } from '../model/resource.ts'
import type { ProblemLines } from './problem.ts'

/** The reference alone, whatever else the value carries. */
export const refJson = ({ apiVersion, kind, namespace, name }: ResourceRef): ResourceRef => ({
  apiVersion,
  kind,
  ...(namespace === undefined ? {} : { namespace }),
  name,
})

export const problemJson = ({ code, message, hint }: ProblemLines): ProblemLines => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
})
