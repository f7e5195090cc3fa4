/** The rules across resources. Each says something that no single object shows. */
import type { RuleFinding, Subject } from '../subject.ts'
import { duplicateResource } from './duplicate-resource.ts'
import { missingBackend } from './missing-backend.ts'

export type Rule = (subjects: readonly Subject[]) => readonly RuleFinding[]

export const RULES: readonly Rule[] = [duplicateResource, missingBackend]
