/** Commits, by the names that the folder's repository has for them. */
import { refsOf } from '../../manifest/git/refs.ts'
import type { Workspace } from '../../model/settings.ts'
import type { Name } from './names.ts'

export const refs = async ({ root, folder }: Workspace): Promise<Name[]> =>
  (await refsOf(root ?? folder)).map(({ name, subject }) => ({ value: name, description: subject }))
