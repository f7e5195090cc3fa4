import { table } from './entry.ts'

/** Codes of wrong usage and settings, and of the machine the command runs on. */
export const cli = table({
  usage: {
    is: 'error',
    title: 'The command line is wrong: an unknown command or flag, a missing argument, a bad value.',
    mend: 'Read the message; `kubectl agentgw COMMAND --help` shows what the command takes.',
  },
  internal: {
    is: 'error',
    title: 'A fault in this program.',
    mend: 'Run again with AGENTGW_DEBUG=1 for the stack trace and report it.',
  },
  'bad-settings': {
    is: 'error',
    title: 'agentgw.yaml can not be read, or holds a key or a value that is not one of its settings.',
    mend: 'Correct the line that the message names; `kubectl agentgw init` writes a file that shows every setting.',
  },
  'no-folder': {
    is: 'error',
    title: 'There is no folder of manifests where one is needed.',
    mend: 'Run `kubectl agentgw init`, or name the folder with `--dir`.',
  },
})
