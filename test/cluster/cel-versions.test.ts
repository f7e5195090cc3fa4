/** An API server takes in a CRD's rules what we say that its version takes; AGENTGW_KUBERNETES_VERSION chooses another version. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kubernetesMinor } from '../controlplane/assets.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { LANGUAGE } from '../fixtures/cel/language.ts'
import { LIBRARIES } from '../fixtures/cel/libraries.ts'
import { OBJECTS } from '../fixtures/cel/objects.ts'
import { CEL_SCHEMA } from '../fixtures/cel/schema.ts'
import { FIRST_TAKEN } from '../fixtures/cel/versions.ts'
import { refusedFor } from '../validate/refused-for.ts'
import { crdOf } from './crd-of.ts'

const minor = kubernetesMinor()

/** What 1.31 refuses or breaks off at for faults of its own: a format that is no constant, and optMap() of nothing. */
const FAULTY = minor < 32 ? ['self.s.format(', 'optional.none().optMap('] : []

let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane.stop())

/** Those that do not compile, of those of several fields of a CRD. */
const refused = async (rules: readonly string[]): Promise<Set<string>> => {
  const fields = rules.map((rule, i): [string, object] => [
    `c${i}`,
    { ...CEL_SCHEMA, 'x-kubernetes-validations': [{ rule }] },
  ])
  const crd = crdOf('versions.agentgw.dev', 'thing', Object.fromEntries(fields))
  const { stderr } = await plane.kubectl(['create', '--dry-run=server', '-f', '-'], {
    input: JSON.stringify(crd),
  })
  const named = stderr.matchAll(/\[c(\d+)\]\.x-kubernetes-validations\[0\]\.rule: Invalid value/g)
  return new Set([...named].map(([, i]) => rules[Number(i)]!))
}

it('takes what came with a version from the next one on', async () => {
  const later = FIRST_TAKEN.filter(([, first]) => first > minor)
  expect(await refused(FIRST_TAKEN.map(([rule]) => rule))).toEqual(new Set(later.map(([rule]) => rule)))
})

it.each([
  ['the language', LANGUAGE],
  ['the libraries', LIBRARIES],
  ['objects', OBJECTS],
])(
  'takes the rules about %s that we take',
  async (_, cases) => {
    // Without optionalOldSelf there is none that a rule could ask.
    const rules = cases
      .map(([rule]) => rule)
      .filter((rule) => !['oldSelf', ...FAULTY].some((part) => rule.includes(part)))
    const ours = rules.filter((rule) => refusedFor(minor, rule) !== undefined)
    expect(await refused(rules)).toEqual(new Set(ours))
  },
  60_000,
)
