/**
 * Loaded before the built program (`node --import`): the process dies by SIGKILL at the Nth thing that it does to files
 * below a folder. AGENTGW_KILL is JSON: `root`, `nth` (0: never), `when`, and `log`, a file that gets one line for each.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { sep } from 'node:path'

interface Kill {
  readonly root: string
  readonly nth: number
  readonly when: 'before' | 'after' | 'in the middle'
  readonly log: string
}

const { root, nth, when, log } = JSON.parse(process.env['AGENTGW_KILL'] ?? '{}') as Kill
const append = fs.appendFileSync
let count = 0

const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
  // Nothing more is done until the signal is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000)
}

const isOurs = (path: unknown): boolean => {
  const text = String(path)
  return (text === root || text.startsWith(root + sep)) && text !== log
}

type Call = (...args: unknown[]) => Promise<unknown>

/** Counts one effect, and dies where it is the one. `half`: does it in part, where it can be. */
const effect = async (
  what: string,
  path: unknown,
  act: () => Promise<unknown>,
  half?: () => Promise<unknown>,
): Promise<unknown> => {
  const due = ++count === nth
  append(log, `${what}${half ? '*' : ''} ${String(path).slice(root.length)}\n`)
  if (due && when === 'before') die()
  if (due && when === 'in the middle') {
    await half?.()
    die()
  }
  const result = await act()
  if (due && when === 'after') die()
  return result
}

const target = fs.promises as unknown as Record<string, Call>
for (const name of [
  'rename',
  'unlink',
  'rm',
  'mkdir',
  'chmod',
  'chown',
  'link',
  'symlink',
  'copyFile',
  'truncate',
  'writeFile',
  'appendFile',
]) {
  const original = target[name]!.bind(fs.promises)
  target[name] = (...args) =>
    isOurs(args[0]) ? effect(name, args[0], () => original(...args)) : original(...args)
}

/** What a file handle is open on. */
const opened = new WeakMap<object, string>()
const open = fs.promises.open.bind(fs.promises)
const wrapped = new WeakSet<object>()

/** All file handles share one prototype, which no module exports. */
const wrapHandles = (handle: object): void => {
  const prototype = Object.getPrototypeOf(handle) as Record<string, Call>
  if (wrapped.has(prototype)) return
  wrapped.add(prototype)
  for (const name of ['writeFile', 'write', 'appendFile', 'truncate', 'chmod', 'chown', 'sync', 'datasync']) {
    const original = prototype[name]!
    prototype[name] = function (this: object, ...args: unknown[]) {
      const path = opened.get(this)
      const act = (): Promise<unknown> => original.apply(this, args)
      if (path === undefined) return act()
      const [text] = args
      const half =
        name === 'writeFile' && typeof text === 'string'
          ? () => original.call(this, text.slice(0, text.length >> 1))
          : undefined
      return effect(name, path, act, half)
    }
  }
}

target['open'] = async (...args) => {
  const [path, flags = 'r'] = args as [string, (string | number)?]
  const act = async (): Promise<object> => {
    const handle = await open(path, flags, args[2] as number | undefined)
    wrapHandles(handle)
    if (isOurs(path)) opened.set(handle, path)
    return handle
  }
  return isOurs(path) && flags !== 'r' ? effect('open', path, act) : act()
}
for (const name of ['writeFileSync', 'renameSync', 'unlinkSync', 'rmSync', 'mkdirSync'] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown
  ;(fs as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
    if (!isOurs(args[0])) return original(...args)
    const due = ++count === nth
    append(log, `${name} ${String(args[0]).slice(root.length)}\n`)
    if (due && when !== 'after') die()
    const result = original(...args)
    if (due) die()
    return result
  }
}
syncBuiltinESMExports()
