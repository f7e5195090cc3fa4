/** Who is said to have changed a field. */
import { describe, expect, it } from 'vitest'
import type { ManagedFieldsEntry, Resource } from '../../src/model/resource.ts'
import { editedSinceApplied, lastWriter, ownersOfField, writerOf } from '../../src/plan/writers.ts'

const replicas = ['f:spec', 'f:replicas']
const owns = { 'f:spec': { 'f:replicas': {} } }
const at = (second: number): string => `2026-01-01T00:00:0${second}Z`
const ours: ManagedFieldsEntry = { manager: 'kubectl-agentgw', operation: 'Apply', time: at(5) }
const scaled: ManagedFieldsEntry = {
  manager: 'kubectl',
  operation: 'Update',
  subresource: 'scale',
  time: at(3),
  fieldsV1: owns,
}

const live = (...managedFields: ManagedFieldsEntry[]): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'n', managedFields },
})
const writer = (op: 'add' | 'replace', ...entries: ManagedFieldsEntry[]): string | undefined =>
  writerOf(live(...entries), { op, path: 'spec.replicas', field: replicas })?.manager

describe('who changed a field', () => {
  it('is who wrote it by the subresource scale', () => {
    expect(writer('replace', ours, scaled)).toBe('kubectl')
    expect(ownersOfField(live(ours, scaled), replicas)).toEqual([{ manager: 'kubectl', time: at(3) }])
  })

  it('is a person where kubectl scaled it, and none where an autoscaler did', () => {
    const { time: _, ...untimed } = scaled
    const editor = (more: ManagedFieldsEntry, own = {}): string | undefined =>
      editedSinceApplied(live({ ...ours, fieldsV1: own }, { ...untimed, ...more }))?.manager
    expect(editor({})).toBe('kubectl')
    expect(editor({}, owns)).toBeUndefined()
    expect(editor({ manager: 'kube-controller-manager' })).toBeUndefined()
    expect(editor({ subresource: '' })).toBeUndefined()
  })

  it('is nobody who wrote the status alone', () => {
    const status = { ...scaled, manager: 'controller', subresource: 'status', time: at(9) }
    expect(writer('replace', status, scaled)).toBe('kubectl')
    expect(writer('add', { ...scaled, subresource: '', manager: 'flux' }, status)).toBe('flux')
  })

  it('is the last of those who own it', () => {
    const both = { ...ours, fieldsV1: owns }
    expect(writer('replace', both, scaled)).toBe('kubectl-agentgw')
    expect(writer('replace', both, { ...scaled, time: at(7) })).toBe('kubectl')
  })

  it('is another one where both wrote within the same second', () => {
    const edit = { ...scaled, subresource: '', time: ours.time! }
    expect(lastWriter(live(ours, edit))?.manager).toBe('kubectl')
    expect(writer('replace', { ...ours, fieldsV1: owns }, edit)).toBe('kubectl')
  })

  it('is not this program where it does not own what stands there', () => {
    expect(writer('add', ours)).toBeUndefined()
    expect(writer('replace', ours)).toBeUndefined()
    expect(writer('add', ours, { ...scaled, time: at(7) })).toBe('kubectl')
  })
})
