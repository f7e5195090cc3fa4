/** Completion by the real kubectl and the real shells, with names of a real API server. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnv, ROOT, runCli } from '../cli/run.ts'
import { onPath } from '../controlplane/assets.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { exec, type ExecResult } from '../setup/exec.ts'
import { Repository } from '../setup/repository.ts'
import { config, entriesOf, writer } from './kubeconfigs.ts'
import { must, objectOf, startLockable } from './lock-cluster.ts'
import { startSilent } from './servers.ts'

let plane: ControlPlane
/** With agentgw.yaml, a document and a revocation of its own. */
let folder: string

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...cleanEnv(),
  KUBECONFIG: plane.kubeconfig,
  PATH: [join(ROOT, 'bin'), join(plane.kubectlPath, '..'), process.env['PATH']].join(':'),
  ...more,
})

/** As kubectl's own scripts ask it. */
const byKubectl = async (words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string[]> => {
  const { code, stdout } = await exec('kubectl', ['__completeNoDesc', 'agentgw', ...words], {
    cwd: folder,
    env: environment(more),
  })
  expect(code).toBe(0)
  return stdout.trimEnd().split('\n')
}

beforeAll(async () => {
  plane = await startLockable()
  folder = join(plane.directory, 'folder')
  mkdirSync(folder)
  for (const name of ['agentgateway-system', 'team-a']) await must(plane, ['create', 'namespace', name])
  const shared = {
    ...objectOf('AgentgatewayBackend', 'agentgateway-system', 'shared'),
    spec: {
      mcp: {
        targets: [
          { name: 'files', static: { host: 'a', port: 1 } },
          { name: 'web', static: { host: 'b', port: 1 } },
        ],
      },
    },
  }
  for (const object of [
    objectOf('MCPBackend', 'agentgateway-system', 'in-cluster'),
    objectOf('MCPBackend', 'team-a', 'of-team'),
    objectOf('MCPBackend', 'agentgateway-system', 'cut-off'),
    shared,
  ])
    await must(plane, ['create', '-f', '-'], JSON.stringify(object))
  const run = (...args: string[]): Promise<ExecResult> =>
    runCli(args, { cwd: folder, env: { KUBECONFIG: plane.kubeconfig } })
  await run('init')
  await run('add-mcp', 'memory')
  await run('add-mcp', 'time')
  expect(await run('revoke', 'time', '--local', '--reason', 'test')).toMatchObject({ code: 0 })
  expect(await run('revoke', 'cut-off', '--reason', 'test')).toMatchObject({ code: 0 })
})
afterAll(() => plane.stop())

describe('kubectl completes', () => {
  it.each([
    [['revo'], ['revocations', 'revoke', ':4']],
    [
      ['apply', '--dry-run', ''],
      ['none', 'client', 'server', ':4'],
    ],
    [
      ['apply', '--dry-run=c'],
      ['--dry-run=client', ':4'],
    ],
    [
      ['get', '--context', ''],
      ['test', ':4'],
    ],
    [
      ['get', '--user', ''],
      ['admin', ':4'],
    ],
    [
      ['get', '-n', 'team'],
      ['team-a', ':4'],
    ],
    [
      ['get', 'mcpbe'],
      ['mcpbe', ':4'],
    ],
    [
      ['get', 'mcpbackend/'],
      ['mcpbackend/in-cluster', 'mcpbackend/memory', ':4'],
    ],
    [['get', '-n', 'team-a', ''], ['of-team']],
    [
      ['revoke', 'in'],
      ['in-cluster', ':4'],
    ],
    [
      ['revoke', 'mem'],
      ['memory', ':4'],
    ],
    [
      ['revoke', '--local', 'mcpbackend/'],
      ['mcpbackend/memory', ':4'],
    ],
    [
      ['revoke', '-A', 'mcpbe/of'],
      ['mcpbe/of-team', ':4'],
    ],
    [
      ['revoke', 'agbe'],
      ['agbe/', ':6'],
    ],
    [
      ['revoke', 'agbe/shared#'],
      ['agbe/shared#files', 'agbe/shared#web', ':4'],
    ],
    [
      ['restore', 'cut'],
      ['cut-off', ':4'],
    ],
    [
      ['restore', 'ti'],
      ['time', ':4'],
    ],
    [['restore', 'in'], [':4']],
    [
      ['restore', 'mcpbackend/'],
      ['mcpbackend/cut-off', 'mcpbackend/time', ':4'],
    ],
    [['validate', ''], [':0']],
    [['apply', '-d', ''], [':16']],
  ])('%j', async (words, wanted) => {
    const offered = await byKubectl(words)
    expect([...offered].sort()).toEqual(expect.arrayContaining([...wanted].sort()))
    if (wanted.at(-1)?.startsWith(':')) expect([...offered].sort()).toEqual([...wanted].sort())
  })

  it('the objects of the folder, and commits by their names in Git, which need no cluster', async () => {
    const nowhere = ['--kubeconfig', '/nowhere']
    expect(await byKubectl(['apply', ...nowhere, '--force-conflicts-of', 'mcpb'])).toEqual([
      'mcpbackend/memory',
      ':4',
    ])
    expect(await byKubectl(['apply', '--force-conflicts-of', 'mcpbe/'])).toEqual([
      'mcpbe/memory',
      'mcpbe/in-cluster',
      ':4',
    ])
    expect(await byKubectl(['diff', ...nowhere, '--rev', ''])).toEqual([':4'])
    const repository = await new Repository().init()
    repository.write('agentgw.yaml', 'name: test\n')
    await repository.commit()
    await repository.git('tag', 'v1.2.0')
    await repository.git('branch', 'feature/x')
    const { stdout } = await exec(
      join(ROOT, 'bin/kubectl_complete-agentgw'),
      ['diff', '--dir', repository.root, ...nowhere, '--rev='],
      { cwd: folder, env: environment() },
    )
    repository.end()
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(
      expect.arrayContaining(['--rev=HEAD', '--rev=main', '--rev=feature/x', '--rev=v1.2.0', ':4']),
    )
  })

  it('the ids of revocations, of both sides', async () => {
    const ids = (await byKubectl(['revocations', '2'])).slice(0, -1)
    expect(ids).toHaveLength(2)
    expect(ids.every((id) => /^\d{8}-\d{6}-[0-9a-f]{6}$/.test(id))).toBe(true)
  })

  it('by the flags that the line names', async () => {
    const elsewhere = ['--kubeconfig', '/nowhere']
    expect(await byKubectl(['get', ...elsewhere, '--context', ''])).toEqual([':4'])
    expect(await byKubectl(['revoke', ...elsewhere, 'in'])).toEqual([':4'])
    // Whose rights do not suffice is offered nothing, and told nothing.
    expect(await byKubectl(['get', '--as', 'nobody', '-n', ''])).toEqual([':4'])
  })
})

describe('nothing but candidates', () => {
  const asked = (kubeconfig: string): Promise<ExecResult> =>
    exec(join(ROOT, 'bin/kubectl_complete-agentgw'), ['get', 'in'], {
      cwd: folder,
      env: environment({ KUBECONFIG: kubeconfig }),
    })

  it('where the cluster never answers: in a few seconds, with what there is', async () => {
    const silent = await startSilent()
    const write = writer(plane.directory)
    const { user } = entriesOf(plane.kubeconfig)
    const kubeconfig = write(config({ server: `https://127.0.0.1:${silent.port}` }, user))
    expect(await asked(kubeconfig)).toEqual({ code: 0, stdout: ':4\n', stderr: '' })
    await silent.close()
  })

  it.each([
    ['that complains', 'echo "password:" >&2; exit 1'],
    ['that never ends', 'echo "open a browser" >&2; exec sleep 600'],
  ])('with a credential plugin %s', async (name, body) => {
    const command = join(plane.directory, `${name.replaceAll(' ', '-')}.sh`)
    writeFileSync(command, `#!/bin/sh\n${body}\n`)
    chmodSync(command, 0o755)
    const entry = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'IfAvailable' }
    const { cluster } = entriesOf(plane.kubeconfig)
    const kubeconfig = writer(plane.directory)(config(cluster, { exec: entry }), `${name}.kubeconfig`)
    expect(await asked(kubeconfig)).toEqual({ code: 0, stdout: ':4\n', stderr: '' })
  })

  it.each([['a: ['], ['just words']])('with the kubeconfig %j', async (text) => {
    expect(await asked(writer(plane.directory)(text, 'broken.kubeconfig'))).toEqual({
      code: 0,
      stdout: ':4\n',
      stderr: '',
    })
  })
})

/** A machine need not have every shell. */
const lacks = (shell: string): boolean => onPath(shell, process.env) === undefined

describe('the scripts', () => {
  const script = async (shell: string): Promise<string> => {
    const { code, stdout } = await runCli(['completion', shell])
    expect(code).toBe(0)
    const file = join(plane.directory, `completion.${shell}`)
    writeFileSync(file, stdout)
    return file
  }
  const inShell = async (
    shell: string,
    args: readonly string[],
    more: NodeJS.ProcessEnv = {},
  ): Promise<string[]> => {
    const { stdout } = await exec(shell, args, {
      cwd: folder,
      env: environment({ HOME: plane.directory, ...more }),
    })
    return stdout.trimEnd().split('\n')
  }

  it.each([
    ['kubectl-agentgw revo', '_kubectl_agentgw', ['revocations', 'revoke']],
    ['kubectl-agentgw apply --dry-run=', '_kubectl_agentgw', ['none', 'client', 'server']],
    ['kubectl-agentgw get -n team', '_kubectl_agentgw', ['team-a']],
    ['kubectl-agentgw validate agent', '_kubectl_agentgw', ['agentgw.yaml']],
    ['kubectl-agentgw apply -d man', '_kubectl_agentgw', ['manifests']],
    ['kubectl agentgw restore cu', '_kubectl_agentgw_of_kubectl', ['cut-off']],
    ['kubectl age', '_kubectl_agentgw_of_kubectl', ['agentgw']],
  ])('bash: %s', async (line, called, wanted) => {
    const file = await script('bash')
    const body = `source ${file}; complete -p kubectl-agentgw kubectl >/dev/null || exit 9
      COMP_LINE=$1 COMP_POINT=\${#1}; COMP_WORDS=($1); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); ${called}
      printf '%s\\n' "\${COMPREPLY[@]}"`
    expect(await inShell('bash', ['-c', body, 'bash', line])).toEqual(wanted)
  })

  it.skipIf(lacks('fish')).each([
    ['kubectl-agentgw revo', ['revocations', 'revoke']],
    ['kubectl-agentgw apply --dry-run=', ['--dry-run=client', '--dry-run=none', '--dry-run=server']],
    ['kubectl-agentgw get -n team', ['team-a']],
    ['kubectl agentgw restore cu', ['cut-off']],
  ])('fish: %s', async (line, wanted) => {
    const file = await script('fish')
    const offered = await inShell('fish', ['-c', `source ${file}; complete -C "$argv[1]"`, line])
    expect(offered.map((text) => text.split('\t')[0])).toEqual(wanted)
  })

  it.skipIf(lacks('zsh')).each([
    ['kubectl-agentgw uninst', 'uninstall'],
    ['kubectl-agentgw apply --dry-run=cl', '--dry-run=client'],
    ['kubectl agentgw get -n team', 'team-a'],
  ])('zsh: %s', async (line, wanted) => {
    const file = await script('zsh')
    // A terminal of zsh's own, in which the line is typed and tab pressed; then it is printed instead of run.
    const body = `zmodload zsh/zpty; zpty z zsh -f -i; zpty -w z "PS1=; autoload -U compinit; compinit -u -D; source ${file}"
      zpty -w z "bindkey '^I' complete-word; shown() { print -r -- \\"<<\\$BUFFER>>\\"; BUFFER=; }; zle -N shown; bindkey '^X' shown; print rea''dy"
      zpty -r -m z text '*ready*'; zpty -w -n z "$LINE_TYPED"$'\\t\\x18'; zpty -r -m z text '*<<*>>*'; print -r -- "$text"`
    const offered = await inShell('zsh', ['-f', '-c', body], { LINE_TYPED: line })
    expect(/<<(.*)>>/.exec(offered.join('\n'))?.[1]?.trim().split(' ').at(-1)).toBe(wanted)
  })
})
