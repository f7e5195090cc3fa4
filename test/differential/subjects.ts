/** The kinds whose verdicts are compared: this project's own, Gateway API's, upstream's, and three that use whatever schemas can say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { kindsOfCrds } from '../validate/crd-kinds.ts'
import { type CrdVersion, readCrd } from '../../src/validate/compile/schema.ts'
import { builtInKinds, type Kinds } from '../../src/validate/kinds.ts'
import { ROOT } from '../cli/environment.ts'
import { kubernetesMinor } from '../controlplane/assets.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { upstreamCrds } from '../controlplane/upstream.ts'
import { KIND_CASES } from '../fixtures/kinds/cases.ts'
import { FORMATS_CRD } from '../validate/formats-crd.ts'
import { GADGET_CRD } from '../validate/gadget.ts'
import { GIZMO_CRD, GIZMOS } from '../validate/gizmo.ts'
import { SEEDS } from './seeds.ts'
import { wordsOf } from './strings.ts'

export interface SubjectKind {
  readonly name: string
  readonly crd: CrdVersion
  readonly kinds: Kinds
  /** Objects to begin with, without their metadata. */
  readonly valid: readonly object[]
  /** That its rules compare with. */
  readonly words: readonly string[]
}

export interface Subjects {
  readonly kinds: readonly SubjectKind[]
  /** Files and folders of CRDs to install, and CRDs that are in no file. */
  readonly files: readonly string[]
  readonly objects: readonly object[]
}

const OWN = join(ROOT, 'schemas/crds')

const crdsIn = (folder: string): unknown[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')))

const validOf = (kind: string): object[] =>
  KIND_CASES.filter(({ document, expected }) => document.kind === kind && expected.length === 0).map(
    ({ document }) => document,
  )

export const subjects = async (): Promise<Subjects> => {
  const upstream = upstreamCrds()
  const folders = [OWN, await gatewayApiCrds(), ...(upstream === undefined ? [] : [upstream])]
  const objects = [GIZMO_CRD, GADGET_CRD, FORMATS_CRD]
  const values = [...folders.slice(1).flatMap(crdsIn), ...objects]
  const others = kindsOfCrds([{ path: 'crds', values }], kubernetesMinor())
  const subject =
    (kinds: Kinds, valid: (kind: string) => readonly object[]) =>
    (crd: CrdVersion): SubjectKind => ({
      name: `${crd.kind}.${crd.version}`,
      crd,
      kinds,
      valid: valid(crd.kind),
      words: wordsOf(crd.schema),
    })
  return {
    kinds: [
      ...crdsIn(OWN)
        .flatMap((value) => readCrd(value) ?? [])
        .map(subject(builtInKinds, validOf)),
      ...values
        .flatMap((value) => readCrd(value) ?? [])
        .map(subject(others, (kind) => (kind === 'Gizmo' ? GIZMOS : (SEEDS[kind] ?? [])))),
    ],
    files: folders,
    objects,
  }
}
