import { expect, it } from 'vitest'
import type { Revocation } from '../../../src/model/revocation.ts'
import { refKey } from '../../../src/model/resource.ts'
import type { SyncEvent } from '../../../src/model/sync-event.ts'
import { RevokedObjects } from '../../../src/operations/watch/revoked-objects.ts'
import { Teller } from '../../../src/operations/watch/teller.ts'

const ref = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend', name: 'a', namespace: 'n' }
const journal = new Map([[refKey(ref), { id: '1' } as Revocation]])
const held = [{ ref, state: 'Revoked', changes: [] }] as const

it('is restored when its revocation is over, not when its document leaves the folder', () => {
  const told: string[] = []
  const objects = new RevokedObjects(new Teller(({ event }: SyncEvent) => told.push(event)))
  objects.see(held, journal)
  objects.see([], journal)
  objects.see(held, journal)
  objects.see([], journal)
  expect(told).toEqual(['revoked'])
  objects.see([], new Map())
  expect(told).toEqual(['revoked', 'restored'])
})
