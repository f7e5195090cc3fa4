import type { Workspace } from '../model/settings.ts'

export declare const openWorkspace: (options: { cwd: string; dir?: string }) => Promise<Workspace>
