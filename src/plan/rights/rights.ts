/**
 * Which rights each verb needs, step by step: the one place where that stands. To get what was written counts with
 * writing it: an answer that was lost on the way is made up for by looking. The roles of manifests/install/rbac give
 * them, `doctor` asks for them, and test/plan/rights.test.ts and test/cluster/rights.test.ts hold all three together.
 */
import { applyRights, diffRights, GET, type HeldKind, pullRights, watchRights } from './folder.ts'
import { INSTALL, UNINSTALL } from './install.ts'
import { DRILL, RESTORE, REVOKE } from './kill-switch.ts'
import type { StepRights } from './right.ts'

export const VERBS = [
  'get',
  'diff',
  'status',
  'apply',
  'pull',
  'watch',
  'revoke',
  'restore',
  'drill',
  'install',
  'uninstall',
] as const
export type Verb = (typeof VERBS)[number]

/** How a verb is written. */
export const commandOf = (verb: Verb): string => (verb === 'drill' ? 'revoke --drill' : verb)

/** `held`: what the folder holds; without a folder, what a role of ours lets its holder put there. */
export const rightsOf = (verb: Verb, held?: readonly HeldKind[]): readonly StepRights[] => {
  switch (verb) {
    case 'get':
      return GET
    case 'diff':
    case 'status':
      return diffRights(held)
    case 'apply':
      return applyRights(held)
    case 'pull':
      return pullRights(held)
    case 'watch':
      return watchRights(held)
    case 'revoke':
      return REVOKE
    case 'restore':
      return RESTORE
    case 'drill':
      return DRILL
    case 'install':
      return INSTALL
    case 'uninstall':
      return UNINSTALL
  }
}
