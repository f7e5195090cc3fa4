/** Colours for a terminal. */
import { Chalk } from 'chalk'
import type { Paint } from './finding-text.ts'

export const colours = (): Paint => {
  const chalk = new Chalk({ level: 1 })
  return {
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
    severity: {
      error: (text) => chalk.red.bold(text),
      warning: (text) => chalk.yellow.bold(text),
      info: (text) => chalk.cyan.bold(text),
    },
  }
}
