/**
 * Compiles one version of a CRD into the source of a Validator. At build time it becomes a file under generated/;
 * at run time (`--crds`) the same source is evaluated.
 */
import { NEWEST } from '../newest.ts'
import { writeRules } from './cel/rules.ts'
import { safeWeights } from './cel/safe-weight.ts'
import type { CrdVersion, Schema } from './schema.ts'
import { writeShape } from './shape.ts'
import { literal, Source } from './source.ts'
import { writeStructural } from './structural.ts'

export interface CompiledCrd {
  /** Statements that define `validator`. */
  readonly body: string
  /** What they use of runtime/index.ts, and `re2` of runtime/re2.ts. */
  readonly uses: readonly string[]
}

/** `kubernetes`: the minor version whose libraries and formats of strings there are. */
export const compileCrd = (crd: CrdVersion, kubernetes = NEWEST): CompiledCrd => {
  const source = new Source()
  const checked = crd.statusSubresource ? withoutStatus(crd.schema) : crd.schema
  const structural = writeStructural(checked, source, kubernetes)
  const shape = writeShape(crd.schema, source)
  // Rules may ask for the status: there is none in a new object.
  const seen = { ...crd.schema, required: checked.required ?? [] }
  const safe = safeWeights(seen)
  const rules = writeRules(seen, { source, kubernetes, tracked: safe[0] < Infinity })
  const run =
    rules === undefined
      ? '() => []'
      : `(self) => ${source.use('runRules')}(self, ${rules}, [${safe.join(', ')}])`
  const body = `${source.text}
${structural.text}
const validator = {
  shape: ${shape},
  structural: ${structural.name},
  rules: ${run},
  namespaced: ${crd.namespaced},
  statusSubresource: ${crd.statusSubresource},${crd.scale === undefined ? '' : `\n  scale: ${literal(crd.scale)},`}
}`
  return { body, uses: [...source.uses].sort() }
}

/** A status that is given on create is dropped before it is checked; only its fields must exist. */
const withoutStatus = (schema: Schema): Schema => {
  const { status: _status, ...properties } = schema.properties ?? {}
  const required = schema.required?.filter((name) => name !== 'status') ?? []
  return { ...schema, properties, required }
}
