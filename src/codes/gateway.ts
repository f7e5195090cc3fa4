import { table } from './entry.ts'

/** Codes of the embedded gateway. */
export const gateway = table({
  'port-taken': {
    is: 'error',
    title: 'The port on which `dev` is to listen is in use.',
    mend: 'Stop what uses it, name another with `--port`, or take any free one with `--port 0`.',
  },
  'cannot-listen': {
    is: 'error',
    title: 'The system does not let `dev` listen on the port.',
    mend: 'Name a port above 1023 with `--port`, or take any free one with `--port 0`.',
  },
  'audit-log-unwritable': {
    is: 'error',
    title: 'The audit log can not be written, and no tool is served without it.',
    mend: 'Give yourself the right to write it, make room, or name another file with `--audit-log`.',
  },
})
