import { describe, expect, it } from 'vitest'
import { denialName, denialRefsBy, POLICY } from '../../src/model/deny.ts'
import { refKey, refLabel, refOf, type Resource } from '../../src/model/resource.ts'
import type { Phase, SideRecord } from '../../src/model/revocation.ts'
import { RESTORE_MANAGER } from '../../src/model/same-object.ts'
import { planRestore } from '../../src/plan/restore.ts'
import { chooseRestore } from '../../src/plan/restore-targets.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const record = (id: string, phases: [Resource, Phase][]): SideRecord<undefined> => ({
  id,
  reason: '',
  who: 'me',
  when: id,
  targets: phases.map(([object, phase]) => ({
    ref: refOf(object),
    because: 'named',
    phase,
    stored: undefined,
  })),
})

const fs = backend('fs')
const way = route('way', ['fs'])

describe('chooseRestore', () => {
  const records = [
    record('first', [
      [fs, 'restored'],
      [way, 'restored'],
    ]),
    record('second', [
      [fs, 'removed'],
      [way, 'removed'],
    ]),
  ]
  const labels = (words: string[]) =>
    [...chooseRestore({ words: words, tools: [], namespace: NAMESPACE, force: false }, records).keys].sort()
  const both = [refKey(refOf(fs)), refKey(refOf(way))].sort()

  it('takes all that was revoked with a bare name, by an id, and by no word at all', () => {
    expect(labels(['fs'])).toEqual(both)
    expect(labels(['second'])).toEqual(both)
    expect(labels([])).toEqual(both)
  })

  it('takes one object by its kind', () => {
    expect(labels(['airoute/way'])).toEqual([refKey(refOf(way))])
  })

  it('knows what is back already, and what was never revoked', () => {
    expect(
      chooseRestore({ words: ['first', 'nosuch'], tools: [], namespace: NAMESPACE, force: false }, records),
    ).toMatchObject({
      already: ['first'],
      missing: ['nosuch'],
    })
    expect(
      chooseRestore({ words: ['fs'], tools: [], namespace: 'elsewhere', force: false }, records).missing,
    ).toEqual(['fs'])
  })

  it('takes what the folder kept in its own form where it is named, by force alone', () => {
    const kept = [record('third', [[fs, 'kept']])]
    const choose = (words: string[], force: boolean) =>
      chooseRestore({ words, tools: [], namespace: NAMESPACE, force }, kept)
    expect(choose(['fs'], false)).toMatchObject({ keys: new Set(), already: ['fs'] })
    expect(choose(['fs'], true)).toMatchObject({ keys: new Set([refKey(refOf(fs))]), already: [] })
    expect(choose([], true).keys).toEqual(new Set())
  })
})

describe('planRestore', () => {
  const stored = [fs, way].map((object) => ({ ref: refOf(object), object }))
  const plan = (live: Resource[], force = false) =>
    planRestore({
      targets: stored,
      live: new Map(live.map((o) => [refKey(refOf(o)), o])),
      denialsOf: () => [],
      isLocked: () => false,
      edits: [],
      force,
    })
  const other = { ...fs, spec: { mcp: { stdio: { cmd: 'node' } } } }

  it('creates backends before the routes that lead to them', () => {
    expect(plan([]).plan.stages.map((stage) => stage.map(({ subject }) => subject))).toEqual([
      [refKey(refOf(fs))],
      [refKey(refOf(way))],
    ])
  })

  it('leaves alone what stands there equal, and never overwrites what differs unless told to', () => {
    expect(plan([fs, way])).toEqual({ plan: { stages: [] }, conflicts: [], leaving: [] })
    expect(plan([other]).conflicts.map(refLabel)).toEqual(['mcpbackend/fs'])
    expect(
      plan([other])
        .plan.stages.flat()
        .map(({ subject }) => subject),
    ).toEqual([refKey(refOf(way))])
    expect(plan([other], true).plan.stages.flat()[0]).toMatchObject({
      do: 'recreate',
      over: other,
      resource: fs,
    })
  })

  it('finishes an object whose creation was cut off before its fields had their owners back', () => {
    const half = { ...fs, metadata: { ...fs.metadata, managedFields: [{ manager: RESTORE_MANAGER }] } }
    expect(plan([half, way]).plan.stages.flat()).toMatchObject([{ do: 'recreate', over: half }])
  })
  it('lets go of the lock on a denial that never came to stand', () => {
    const policy = { ...POLICY, namespace: NAMESPACE, name: denialName({ ref: refOf(fs) }) }
    const { stages } = planRestore({
      targets: stored,
      live: new Map([fs, way].map((one) => [refKey(refOf(one)), one])),
      denialsOf: () => [],
      isLocked: () => false,
      lockedDenialsOf: denialRefsBy([{ ...policy, name: 'revoked-mcpbackend-other-01234567' }, policy]),
      edits: [],
      force: false,
    }).plan
    expect(stages.flat()).toMatchObject([{ do: 'unlock', refs: [policy] }])
  })
})
