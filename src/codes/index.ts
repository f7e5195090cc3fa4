/**
 * Every code that a finding or an error of this program can carry. A code is never renamed and never
 * given a second meaning: people suppress by code and search for it.
 */
import { cli } from './cli.ts'
import { cluster } from './cluster.ts'
import { connection } from './connection.ts'
import type { CodeEntry } from './entry.ts'
import { gateway } from './gateway.ts'
import { git } from './git.ts'
import { generate } from './generate.ts'
import { install } from './install.ts'
import { lock } from './lock.ts'
import { manifest } from './manifest.ts'
import { probe } from './probe.ts'
import { revoke } from './revoke.ts'
import { rules } from './rules.ts'
import { schemas } from './schemas.ts'
import { suppress } from './suppress.ts'
import { sync } from './sync.ts'
import { validate } from './validate.ts'
import { wait } from './wait.ts'

const tables = {
  ...cli,
  ...manifest,
  ...validate,
  ...rules,
  ...schemas,
  ...generate,
  ...git,
  ...connection,
  ...cluster,
  ...revoke,
  ...probe,
  ...lock,
  ...gateway,
  ...install,
  ...sync,
  ...wait,
  ...suppress,
}

export type Code = keyof typeof tables
export const CODES: Readonly<Record<Code, CodeEntry>> = tables
