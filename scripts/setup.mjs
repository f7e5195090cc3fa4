// Brings node_modules in step with package-lock.json, so that the README's two commands are all the
// set-up there is. Runs under whatever Node the machine has; everything after it runs under the Node 24
// that it installs (CONTRIBUTING.md).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const stamp = join(root, 'node_modules', '.agentgw-lock')
const digest = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

/** `npm ci` and `npm install` leave this behind; newer than the lock, it is in step with it. */
const installed = join(root, 'node_modules', '.package-lock.json')
const isCurrent = () => {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === digest
  return (
    existsSync(installed) && statSync(installed).mtimeMs > statSync(join(root, 'package-lock.json')).mtimeMs
  )
}

if (!isCurrent()) {
  process.stderr.write('setup: installing packages (npm ci)\n')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    process.stderr.write('setup: npm ci failed; it needs the npm registry, or a warm npm cache\n')
    process.exit(npm.status ?? 1)
  }
  writeFileSync(stamp, digest)
}
