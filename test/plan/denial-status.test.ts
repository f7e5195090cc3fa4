import { describe, expect, it } from 'vitest'
import { CONTROLLER } from '../../src/model/denial-status.ts'
import type { Resource } from '../../src/model/resource.ts'
import { bearsController, denialStatus, worst } from '../../src/plan/denial-status.ts'

const condition = (type: string, status: string, reason: string, observedGeneration = 2) => ({
  type,
  status,
  reason,
  message: `${reason}, it says`,
  observedGeneration,
})
const valid = condition('Accepted', 'True', 'Valid')
const attached = condition('Attached', 'True', 'Attached')
const ancestor = (conditions: object[], controllerName = CONTROLLER) => ({
  ancestorRef: { name: 'gw' },
  controllerName,
  conditions,
})
const policy = (...ancestors: object[]): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayPolicy',
  metadata: { name: 'x', generation: 2 },
  status: { ancestors },
})

describe('the status of a denial', () => {
  it.each<[string, object[], object]>([
    ['nobody has said anything', [], { is: 'pending' }],
    ['another controller', [ancestor([valid, attached], 'example.com/other')], { is: 'pending' }],
    ['taken', [ancestor([valid, attached])], { is: 'taken' }],
    ['taken everywhere', [ancestor([valid, attached]), ancestor([attached, valid])], { is: 'taken' }],
    ['not a word of attachment', [ancestor([valid])], { is: 'pending' }],
    [
      'invalid',
      [ancestor([condition('Accepted', 'False', 'Invalid'), attached])],
      { is: 'refused', reason: 'Invalid', message: 'Invalid, it says' },
    ],
    [
      'accepted in part, attached or not',
      [ancestor([condition('Accepted', 'True', 'PartiallyValid'), attached])],
      { is: 'refused', reason: 'PartiallyValid', message: 'PartiallyValid, it says' },
    ],
    [
      'refused by one Gateway of two',
      [ancestor([valid, attached]), ancestor([condition('Accepted', 'False', 'Invalid')])],
      { is: 'refused', reason: 'Invalid', message: 'Invalid, it says' },
    ],
    [
      'attached to nothing (StatusSummary)',
      [ancestor([valid, condition('Attached', 'False', 'Pending')])],
      { is: 'pending', reason: 'Pending', message: 'Pending, it says' },
    ],
    [
      'of an earlier form',
      [ancestor([condition('Accepted', 'True', 'Valid', 1), attached])],
      { is: 'pending' },
    ],
    [
      'a refusal of an earlier form',
      [ancestor([condition('Accepted', 'False', 'Invalid', 1)])],
      { is: 'pending' },
    ],
  ])('%s', (_, ancestors, expected) => {
    expect(denialStatus(policy(...ancestors))).toEqual(expected)
  })

  it('of several policies is the worst', () => {
    expect(worst([])).toBeUndefined()
    expect(worst([{ is: 'taken' }, { is: 'pending' }])).toEqual({ is: 'pending' })
    expect(worst([{ is: 'pending' }, { is: 'refused', reason: 'x' }])).toMatchObject({ is: 'refused' })
  })
})

describe('whether the controller runs', () => {
  const gatewayClass = (controllerName: string, status: string): Resource => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'agentgateway' },
    spec: { controllerName },
    status: { conditions: [{ type: 'Accepted', status, reason: 'x' }] },
  })
  it.each<[string, Resource, boolean]>([
    ['a policy that it wrote to', policy(ancestor([])), true],
    ['a policy of another', policy(ancestor([], 'example.com/other')), false],
    ['a route', { ...policy(), kind: 'HTTPRoute', status: { parents: [ancestor([])] } }, true],
    ['its accepted class', gatewayClass(CONTROLLER, 'True'), true],
    ['its class as the API server makes it', gatewayClass(CONTROLLER, 'Unknown'), false],
    ["another's class", gatewayClass('example.com/other', 'True'), false],
  ])('%s', (_, object, expected) => {
    expect(bearsController(object)).toBe(expected)
  })
})
