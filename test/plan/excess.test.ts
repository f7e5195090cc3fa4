/** What others added to an object that is applied. */
import { expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import { excess } from '../../src/plan/excess.ts'

const policy = (spec: object, more: object = {}): Resource => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'x' },
  spec,
  ...more,
})
const desired = policy({ matchConditions: [{ name: 'own', expression: 'a' }], failurePolicy: 'Fail' })

it('is nothing where the object is as it was applied, with what the server writes', () => {
  expect(excess({ ...desired, metadata: { name: 'x', uid: '1' }, status: { ready: true } }, desired)).toEqual(
    {},
  )
  expect(
    excess(
      policy({ matchConditions: [{ name: 'own', expression: 'a', more: 1 }], failurePolicy: 'Fail' }),
      desired,
    ),
  ).toEqual({})
})

it('is an entry of a list, a field, and what stands beside the spec', () => {
  const live = policy(
    {
      matchConditions: [
        { name: 'own', expression: 'a' },
        { name: 'never', expression: 'false' },
      ],
      failurePolicy: 'Fail',
      paramKind: { kind: 'ConfigMap' },
    },
    { rules: [] },
  )
  expect(excess(live, desired)).toEqual({
    spec: { matchConditions: [{ name: 'own', expression: 'a' }], paramKind: null },
    rules: null,
  })
})
