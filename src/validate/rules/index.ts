/** The rules across resources. Each says something that no single object shows. */
import { findingAt, type RuleFinding } from '../subject.ts'
import type { Outside } from '../world/outside.ts'
import type { World } from '../world/world.ts'
import { allowDenyConflict } from './allow-deny-conflict.ts'
import { authorizationExpressions } from './authorization-expressions.ts'
import { duplicateResource } from './duplicate-resource.ts'
import { exposedCredential } from './exposed-credential.ts'
import { hostnameMismatch } from './hostname-mismatch.ts'
import { missingBackend } from './missing-backend.ts'
import { missingGateway } from './missing-gateway.ts'
import { missingGrant } from './missing-grant.ts'
import { missingPort } from './missing-port.ts'
import { missingSecret } from './missing-secret.ts'
import { missingService } from './missing-service.ts'
import { orNotAnd } from './or-not-and.ts'
import { policyTarget } from './policy-target.ts'
import { reservedName } from './reserved-name.ts'
import { revokedResource } from './revoked-resource.ts'
import { routeConflict } from './route-conflict.ts'
import { routeNotAllowed } from './route-not-allowed.ts'
import type { Rule, Tell } from './rule.ts'
import { toolsOnlyAllow } from './tools-only-allow.ts'
import { unescapedDollar } from './unescaped-dollar.ts'
import { unknownListener } from './unknown-listener.ts'
import { unknownTool } from './unknown-tool.ts'
import { unpinnedPackage } from './unpinned-package.ts'
import { wrongBackendKind } from './wrong-backend-kind.ts'

export const RULES: readonly Rule[] = [
  duplicateResource,
  revokedResource,
  missingBackend,
  wrongBackendKind,
  missingGrant,
  missingGateway,
  unknownListener,
  routeNotAllowed,
  hostnameMismatch,
  routeConflict,
  missingService,
  missingPort,
  missingSecret,
  policyTarget,
  authorizationExpressions,
  orNotAnd,
  toolsOnlyAllow,
  unknownTool,
  allowDenyConflict,
  reservedName,
  unescapedDollar,
  unpinnedPackage,
  exposedCredential,
]

/**
 * What all rules find. They ask `outside` for what the input does not have, and it may have to read that first: then
 * they are run again, until they ask for nothing new.
 */
export const checkRules = async (world: World, outside: Outside): Promise<readonly RuleFinding[]> => {
  for (;;) {
    // Another object each time: what was worked out of the one before is of what was known then.
    const known = { ...world }
    const findings: RuleFinding[] = []
    const tell: Tell = (subject, fault) => {
      const { document, ref } = subject
      findings.push({ subject, finding: findingAt(document, ref, { ...fault, stage: 'rules' }) })
    }
    for (const { check } of RULES) await check(known, tell)
    if (!(await outside.learn())) return findings
  }
}
