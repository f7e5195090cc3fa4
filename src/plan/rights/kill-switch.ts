/** Which rights the kill switch needs. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { LOCK_POLICY } from '../../model/lock.ts'
import { REVOCABLE } from '../revoke-targets.ts'
import { named, nobody, type Of, operator, readRecords, responder, type StepRights } from './right.ts'

const TARGETS = named(REVOCABLE)
const ROUTES = `airoutes.${GROUP} httproutes.${GATEWAY_GROUP}`
const POLICIES = `agentgatewaypolicies.${GROUP}`
const ADMISSION = 'admissionregistration.k8s.io'
const DEPLOYMENTS = 'deployments.apps'

/** What the lock is made of. */
export const ADMISSION_POLICIES = `validatingadmissionpolicies.${ADMISSION} validatingadmissionpolicybindings.${ADMISSION}`

const look = (of: Of): StepRights => ({ step: 'look', rights: of('target', 'get list', TARGETS) })
const record = (of: Of): StepRights => ({
  step: 'record',
  rights: of('system', 'get create patch', 'secrets'),
})
const deny = (of: Of): StepRights => ({ step: 'deny', rights: of('target', 'get create', POLICIES) })
const lock = (of: Of): StepRights => ({
  step: 'lock',
  rights: of('system', 'get list create patch', 'configmaps'),
})
const unlock = (of: Of): StepRights => ({
  step: 'unlock',
  rights: of('system', 'get list patch', 'configmaps'),
})
const undeny = (of: Of): StepRights => ({
  step: 'end the denial',
  rights: of('target', 'list delete', POLICIES),
})
const seePolicy = (of: Of): StepRights => ({
  step: 'see that the lock is installed',
  rights: of('everywhere', 'get', ADMISSION_POLICIES, [LOCK_POLICY]),
  without: 'whether the lock is installed shows only when it is used',
})
const tell = (of: Of): StepRights => ({
  step: 'tell by an Event',
  rights: of('target', 'create', 'events'),
  without: 'no Event on the objects tells of it',
})

export const REVOKE: readonly StepRights[] = [
  look(responder),
  {
    step: 'look in all namespaces',
    rights: [...responder('everywhere', 'list', ROUTES), ...responder('everywhere', 'list', POLICIES)],
    without: 'routes of other namespaces that lead to the target are not found',
  },
  readRecords(responder),
  record(responder),
  deny(responder),
  lock(responder),
  seePolicy(responder),
  { step: 'see that the lock holds', rights: responder('target', 'delete', TARGETS) },
  { step: 'delete', rights: responder('target', 'delete', TARGETS) },
  { step: 'look again', rights: responder('target', 'list', `${TARGETS} ${POLICIES}`) },
  tell(responder),
  {
    step: 'restart the bridge (--restart-bridge)',
    rights: [...nobody('target', 'get list patch', DEPLOYMENTS), ...nobody('target', 'get', 'services')],
    without: 'calls under way at a stdio server go on until they end; --restart-bridge can not be used',
  },
]

export const RESTORE: readonly StepRights[] = [
  look(operator),
  readRecords(operator),
  unlock(operator),
  { step: 'create', rights: operator('target', 'create patch', TARGETS) },
  {
    step: 'put the recorded form in place of another (--force)',
    rights: operator('target', 'update', TARGETS),
    without: 'what stands there in another form stays; --force can not be used',
  },
  undeny(operator),
  { step: 'record', rights: operator('system', 'get list patch', 'secrets') },
  tell(operator),
]

export const DRILL: readonly StepRights[] = [
  look(operator),
  readRecords(operator),
  record(operator),
  deny(operator),
  lock(operator),
  { step: 'try to delete (a dry run)', rights: operator('target', 'delete', TARGETS) },
  unlock(operator),
  undeny(operator),
  tell(operator),
]

/** Without these a drill would leave something dark behind. */
export const DRILL_UNDO: readonly StepRights[] = [
  readRecords(operator),
  record(operator),
  unlock(operator),
  undeny(operator),
]
