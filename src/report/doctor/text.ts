/** What works, what does not, and what to do, for people. */
import { accessLabel } from '../../model/access.ts'
import type { Check, DoctorReport, MissingRight, StepCheck, VerbCheck } from '../../model/doctor.ts'

const WIDTH = 10
const SIGN = { ok: 'ok', fault: 'FAULT', note: 'note' } as const

const line = (sign: string, text: string): string => `${sign.padEnd(WIDTH)}${text}\n`
const below = (text: string): string => line('', `  ${text}`)

const checkText = ({ about, state, message, code, hint }: Check): string =>
  line(SIGN[state], `${about}: ${message}${code === undefined ? '' : ` [${code}]`}`) +
  (hint === undefined || state === 'ok' ? '' : below(`-> ${hint}`))

const isLacking = ({ missing }: StepCheck): boolean => missing.length > 0

/** What an administrator can do about it, each command once. */
const remedies = (missing: readonly MissingRight[]): string[] => {
  const binds = [...new Set(missing.flatMap(({ bind }) => bind ?? []))]
  const open = missing.filter(({ bind }) => bind === undefined)
  return [
    ...binds.map((bind) => below(`-> an administrator gives it: ${bind}`)),
    ...(open.length === 0
      ? []
      : [
          below(
            `-> no role of this program gives ${open.map(accessLabel).join(', ')}: ask an administrator for it`,
          ),
        ]),
  ]
}

const verbText = ({ verb, works, steps }: VerbCheck): string => {
  const lacking = steps.filter(isLacking)
  const blocking = lacking.filter(({ without }) => without === undefined)
  const all = [
    line(works ? 'works' : 'DOES NOT', works ? verb : `${verb} [missing-right]`),
    ...blocking.map(({ step, missing }) =>
      below(`${step}: no right to ${missing.map(accessLabel).join(', ')}`),
    ),
    ...remedies(blocking.flatMap(({ missing }) => missing)),
    ...lacking
      .filter(({ without }) => without !== undefined)
      .flatMap(({ step, missing, without }) => [
        below(`without "${step}": ${without}`),
        ...remedies(missing).map((remedy) => remedy.replace('->', '   ->')),
      ]),
  ]
  return all.join('')
}

export const doctorText = ({ namespace, checks, verbs }: DoctorReport): string =>
  [
    ...checks.map(checkText),
    ...(verbs.length === 0 ? [] : ['\n', `What you may do, in the namespace ${namespace}:\n`]),
    ...verbs.map(verbText),
  ].join('')
