/** Which rights it takes to put what this program needs into a cluster, and to take it out again. */
import { GROUP, SYSTEM_NAMESPACE } from '../../model/kinds.ts'
import { LOCK_POLICY } from '../../model/lock.ts'
import { ADMISSION_POLICIES } from './kill-switch.ts'
import { nobody, operator, readRecords, type Right, ROLES, type StepRights } from './right.ts'

const CRDS = 'customresourcedefinitions.apiextensions.k8s.io'
const OWN_KINDS = `airoutes.${GROUP} mcpbackends.${GROUP}`
const OWN_CRDS = [`airoutes.${GROUP}`, `mcpbackends.${GROUP}`]
const POLICIES = ['agentgw-responders', LOCK_POLICY]
const RBAC = 'rbac.authorization.k8s.io'

const seeObjects: StepRights = {
  step: 'see what stands of the kinds',
  rights: operator('everywhere', 'list', OWN_KINDS),
}

export const INSTALL: readonly StepRights[] = [
  {
    step: 'the namespace',
    rights: operator('everywhere', 'get create patch', 'namespaces', [SYSTEM_NAMESPACE]),
  },
  seeObjects,
  { step: 'the CRDs', rights: operator('everywhere', 'get create patch', CRDS, OWN_CRDS) },
  { step: 'the lock', rights: operator('everywhere', 'get create patch', ADMISSION_POLICIES, POLICIES) },
  {
    step: 'the roles',
    rights: [
      ...operator('everywhere', 'get create patch', `clusterroles.${RBAC}`, ROLES),
      ...operator('system', 'get create patch', `roles.${RBAC}`, ROLES),
    ],
  },
]

const look = (rights: readonly Right[]): Right[] => rights.filter(({ verb }) => verb === 'get')

export const UNINSTALL: readonly StepRights[] = [
  { step: 'see what is installed', rights: look(INSTALL.flatMap(({ rights }) => rights)) },
  readRecords(operator),
  { step: 'read the locks', rights: operator('system', 'list', 'configmaps') },
  seeObjects,
  {
    step: 'see what others have in the namespace',
    rights: nobody('system', 'list', 'serviceaccounts services pods deployments.apps'),
  },
  {
    step: 'delete',
    rights: [
      ...nobody('everywhere', 'delete', CRDS, OWN_CRDS),
      ...nobody('everywhere', 'delete', `clusterroles.${RBAC}`, ROLES),
      ...nobody('system', 'delete', `roles.${RBAC}`, ROLES),
      ...nobody('everywhere', 'delete', ADMISSION_POLICIES, ['agentgw-responders']),
      ...nobody('everywhere', 'delete', 'namespaces', [SYSTEM_NAMESPACE]),
    ],
  },
  {
    step: "delete the lock's policy (--include-lock)",
    rights: nobody('everywhere', 'delete', ADMISSION_POLICIES, [LOCK_POLICY]),
    without: '--include-lock can not be used',
  },
]
