/** A real Git repository in a temporary folder, with nothing of the person's settings. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exec, type ExecResult } from './exec.ts'

/** What a hook that runs this very test would pass on. */
const OF_HOOKS = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']

export const GIT_ENV: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_HOOKS.includes(name))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
}

export class Repository {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'agentgw-git-')))

  /** Throws where Git says no. */
  async git(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...args)
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}${stdout}`)
    return stdout.trim()
  }

  try(...args: string[]): Promise<ExecResult> {
    return exec('git', args, { cwd: this.root, env: GIT_ENV })
  }

  async init(): Promise<this> {
    await this.git('init', '-q', '-b', 'main')
    return this
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), text)
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true })
  }

  /** Everything as it stands; the name of the commit. */
  async commit(): Promise<string> {
    await this.git('add', '-A')
    await this.git('commit', '-q', '--allow-empty', '-m', 'x')
    return this.git('rev-parse', 'HEAD')
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
