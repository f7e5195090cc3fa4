/** What is said of an object that the API server finds invalid. */
import { expect, it } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { ClusterError } from '../../src/model/cluster-error.ts'
import { rejectedAs } from '../../src/plan/rejected.ts'

const ref = { apiVersion: 'v1', kind: 'Service', namespace: 'n', name: 's' }
const hint = (message: string, force = false): string | undefined =>
  rejectedAs(new ClusterError('rejected', 422, message), ref, force).hint

it('the object is named', () => {
  const error = rejectedAs(new ClusterError('rejected', 422, 'no', { causes: [{ message: 'a' }] }), ref)
  expect(error).toMatchObject({ code: 'rejected', status: 422, message: 'service/s -n n: no' })
  expect(error).toMatchObject({ causes: [{ message: 'a' }] })
})

it('what can not be changed is to be deleted first', () => {
  for (const message of [
    'spec.selector: Invalid value: {}: field is immutable',
    'spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set',
    'cannot change roleRef',
    "spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
    'Pod "a" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`',
  ])
    expect(hint(message), message).toContain('`kubectl delete service/s -n n`')
})

it('else the manifest is to be corrected, or what others added to a list dealt with', () => {
  expect(hint('spec.ports[0].port: Invalid value: 0')).toBe('correct the manifest')
  expect(hint('spec.ports[1].name: Required value', true)).toMatch(
    /`kubectl agentgw pull service\/s`.*`kubectl edit service\/s -n n`/,
  )
})

it('no other error is touched', () => {
  const other = new UserError('revoked', 'it is revoked')
  expect(rejectedAs(other, ref)).toBe(other)
})
