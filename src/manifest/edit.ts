import type { FileEdit } from '../model/file-edit.ts'

export declare const applyEdits: (edits: readonly FileEdit[]) => Promise<void>
