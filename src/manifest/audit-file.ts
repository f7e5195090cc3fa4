/** The log of what was done with the kill switch and, by `dev`, of tool calls: one JSON object a line. */
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeError } from './file-error.ts'
import { makeFolder } from './write.ts'

/** Where it lies unless the user says otherwise; out of version control, since it tells of one machine. */
export const auditFile = (root: string): string => join(root, '.agentgw', 'audit.jsonl')

/** Appends a line in one write, durably; only its owner may read a new file. Throws `file-unwritable`. */
export const appendAuditLine = async (file: string, entry: object): Promise<void> => {
  try {
    await makeFolder(dirname(file))
    const handle = await open(file, 'a+', 0o600)
    try {
      const { size } = await handle.stat()
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
      // What a full disk let through of another line must not swallow this one.
      const start = size === 0 || buffer.toString() === '\n' ? '' : '\n'
      await handle.writeFile(`${start}${JSON.stringify(entry)}\n`)
      await handle.datasync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw writeError(error, file, 'write')
  }
}
