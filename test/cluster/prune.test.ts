/** `--prune`: what goes, what stays, and what stands between a mistake and the cluster. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { backend, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let here: OwnFolder

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
})
afterAll(() => plane.stop())

beforeEach(async () => {
  here = await OwnFolder.open(plane)
  return () => here.close()
})

const run = (...args: string[]): Promise<ExecResult> => here.run(...args)

const object = (name: string, labels = '{}'): string => backend(name, 'npx', '', `, labels: ${labels}`)

const hold = (...names: string[]): void => {
  here.write('a.yaml', names.map((name) => object(name)).join(''))
}

const standing = (): Promise<string[]> => here.standing()

const lines = ({ stdout }: ExecResult): string[] => stdout.split('\n').filter(Boolean).sort()

describe('what the folder does not hold any more', () => {
  it('shows with --prune, goes with --prune, and not without', async () => {
    hold('a', 'b', 'c')
    await run('apply')
    hold('a', 'b')
    expect((await run('diff')).code).toBe(0)
    const diff = await run('diff', '--prune')
    expect(diff.code).toBe(1)
    expect(diff.stdout).toContain(`--- live mcpbackend/c -n ${here.namespace}\n+++ folder (is to go)\n`)
    expect(lines(await run('apply'))).toEqual(['mcpbackend/a unchanged', 'mcpbackend/b unchanged'])
    for (const mode of ['--dry-run', '--dry-run=server']) {
      const dry = await run('apply', '--prune', mode)
      expect(dry.code, dry.stderr).toBe(0)
      expect(lines(dry)).toContain('mcpbackend/c pruned (dry run)')
    }
    expect(await standing()).toEqual(['a', 'b', 'c'])

    const applied = await run('apply', '--prune')
    expect(applied.code, applied.stderr).toBe(0)
    expect(lines(applied)).toContain('mcpbackend/c pruned')
    expect(await standing()).toEqual(['a', 'b'])
    expect((await run('diff', '--prune')).code).toBe(0)
  })

  it('is not known while a file can not be read', async () => {
    hold('a')
    here.write('b.yaml', object('b'))
    await run('apply')
    here.write('b.yaml', `${object('b')}kind: [`)
    const diff = await run('diff', '--prune')
    expect(diff).toMatchObject({ code: 3, stdout: '' })
    expect(diff.stderr).toContain('b.yaml')
    expect((await run('status')).stdout).not.toContain('OnlyInCluster')
    expect((await run('apply', '--prune', '--yes')).code).toBe(3)
    expect(await standing()).toEqual(['a', 'b'])
  })

  it('goes from a namespace that the folder has left', async () => {
    const other = `${here.namespace}-left`
    await plane.kubectl(['create', 'namespace', other])
    const away = object('away').replace('{name: away,', `{name: away, namespace: ${other},`)
    here.write('b.yaml', away)
    hold('a', 'b')
    await run('apply')
    rmSync(here.path('b.yaml'))
    expect(lines(await run('apply', '--prune'))).toContain('mcpbackend/away pruned')
  })

  it('stays where the folder never applied it, another tool holds it, or an apply failed', async () => {
    hold('a', 'b', 'c', 'd')
    await run('apply')
    // A copy of the manifest as it stands, with the label.
    await plane.kubectl(['create', '-n', here.namespace, '-f', '-'], {
      input: object('copied', `{agentgw.dev/folder: ${here.name}}`),
    })
    await plane.kubectl(['create', '-n', here.namespace, '-f', '-'], { input: object('foreign') })
    await plane.kubectl([
      ...['annotate', '-n', here.namespace, 'mcpbackend', 'd'],
      ...['meta.helm.sh/release-name=gw', `meta.helm.sh/release-namespace=${here.namespace}`],
    ])
    hold('a', 'b')
    const applied = await run('apply', '--prune')
    expect(applied.code).toBe(0)
    expect(applied.stderr).toContain('mcpbackend/copied')
    expect(applied.stderr).toMatch(
      /mcpbackend\/d -n \S+ is not in the folder any more, and stays: Helm holds it/,
    )
    expect(await standing()).toEqual(['a', 'b', 'copied', 'd', 'foreign'])

    here.write('b.yaml', object('x').replace('name: x', `name: x, namespace: nowhere`))
    hold('a')
    const failed = await run('apply', '--prune')
    expect(failed.code).toBe(3)
    expect(lines(failed)).toContain('mcpbackend/b skipped')
    expect(await standing()).toContain('b')
  })

  it('stays where somebody edited it since, until it is named', async () => {
    hold('a', 'b', 'c')
    await run('apply')
    await plane.kubectl(['label', '-n', here.namespace, 'mcpbackend', 'c', 'team=theirs'])
    hold('a', 'b')
    const applied = await run('apply', '--prune')
    expect(applied.code).toBe(0)
    expect(applied.stderr).toMatch(
      /mcpbackend\/c .* stays: kubectl-label changed it .*--force-conflicts-of mcpbackend\/c/,
    )
    expect(await standing()).toContain('c')
    expect((await run('apply', '--prune', '--force-conflicts-of', 'mcpbackend/c')).code).toBe(0)
    expect(await standing()).toEqual(['a', 'b'])
  })

  it("stays where somebody scaled it since; pulled, the scale is the folder's to change", async () => {
    const deployment = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web:1}]}
`
    hold('a')
    here.write('web.yaml', deployment(1))
    await run('apply')
    await plane.kubectl(['scale', '-n', here.namespace, 'deployment', 'web', '--replicas=3'])
    expect((await run('pull')).code).toBe(0)
    here.write('web.yaml', deployment(2))
    const applied = await run('apply')
    expect(applied.code, applied.stderr).toBe(0)

    await plane.kubectl(['scale', '-n', here.namespace, 'deployment', 'web', '--replicas=3'])
    rmSync(here.path('web.yaml'))
    const pruned = await run('apply', '--prune')
    expect(pruned.code).toBe(0)
    expect(pruned.stderr).toMatch(/deployment\/web .* stays: kubectl changed it/)
  })

  it('stays where it is revoked, and a restore finds it as the folder put it there', async () => {
    hold('a', 'b')
    await run('apply')
    expect((await run('revoke', 'b', '--yes', '--no-lock')).code).toBe(0)
    expect((await run('apply', '--prune')).code).toBe(0)
    expect((await run('restore', 'b', '--yes')).code).toBe(0)
    expect(await standing()).toEqual(['a', 'b'])
    expect((await run('diff', '--prune')).code).toBe(0)
  })
})

describe('a mistake', () => {
  it('of a folder that holds nothing is none of everything', async () => {
    hold('a', 'b')
    await run('apply')
    hold()
    const refused = await run('apply', '--prune', '--yes')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/\[prune-everything\]\nhint: .*--allow-empty/)
    expect(await standing()).toEqual(['a', 'b'])
    expect((await run('apply', '--prune', '--allow-empty')).code).toBe(0)
    expect(await standing()).toEqual([])
  })

  it('of more than half needs somebody who means it', async () => {
    hold('a', 'b', 'c')
    await run('apply')
    hold('a', 'new')
    const refused = await run('apply', '--prune')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('[prune-many]')
    expect(await standing()).toEqual(['a', 'b', 'c'])
    expect((await run('apply', '--prune', '--yes')).code).toBe(0)
    expect(await standing()).toEqual(['a', 'new'])
  })

  it('of a part of the folder, or of one without a name, is refused', async () => {
    hold('a', 'b')
    mkdirSync(join(here.root, 'manifests/sub'))
    here.write('sub/c.yaml', object('c'))
    await run('apply')
    for (const verb of ['diff', 'apply']) {
      const part = await run(verb, '--prune', '-d', 'manifests/sub')
      expect(part.code).toBe(2)
      expect(part.stderr).toContain('[prune-part]')
    }
    writeFileSync(join(here.root, 'agentgw.yaml'), `namespace: ${here.namespace}\n`)
    expect((await run('apply', '--prune')).stderr).toContain('[prune-part]')
    expect(await standing()).toEqual(['a', 'b', 'c'])
  })
})

/** Of a kind that this program does not know, and that has no namespaces. */
const role = (name: string): string =>
  `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: ${name}}\nrules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n`

describe('an object that is being deleted', () => {
  it('is told with what it waits for, of a Namespace in its spec', async () => {
    // Nobody finishes the deletion of a Namespace here.
    const name = `${here.namespace}-going`
    await plane.kubectl(['create', 'namespace', name])
    await plane.kubectl(['delete', 'namespace', name, '--wait=false'])
    here.write('a.yaml', `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`)
    const { code, stderr } = await run('apply')
    expect(code).toBe(3)
    expect(stderr).toMatch(/\(kubernetes\) \[being-deleted\]/)
  })

  it('is not in sync, though nothing differs, until it is gone and created again', async () => {
    hold('a', 'b')
    await run('apply')
    const patch = (finalizers: string[]): Promise<ExecResult> =>
      plane.kubectl([
        ...['patch', 'mcpbackend', 'b', '-n', here.namespace, '--type=merge', '-p'],
        JSON.stringify({ metadata: { finalizers } }),
      ])
    await patch(['example.com/wait'])
    await plane.kubectl(['delete', 'mcpbackend', 'b', '-n', here.namespace, '--wait=false'])
    expect((await run('diff')).code).toBe(3)
    const status = await run('status')
    expect(status.code).toBe(3)
    expect(status.stdout).toContain('is being deleted since')
    for (const flags of [[], ['--force-conflicts']]) {
      const applied = await run('apply', ...flags)
      expect(lines(applied)).toEqual(['mcpbackend/a unchanged', 'mcpbackend/b failed'])
      expect(applied.stderr).toContain('[being-deleted]')
      expect(applied.code).toBe(3)
    }
    await patch([])
    expect(lines(await run('apply'))).toEqual(['mcpbackend/a unchanged', 'mcpbackend/b created'])
  })
})

describe('objects without a namespace, of a kind that only the cluster knows', () => {
  it('are known to be held, whatever the namespaces of the folder', async () => {
    const other = `${here.namespace}-other`
    await plane.kubectl(['create', 'namespace', other])
    hold('a')
    here.write(
      'b.yaml',
      object('b').replace('{name: b', `{name: b, namespace: ${other}`) + role(here.namespace),
    )
    expect((await run('apply')).code).toBe(0)

    expect(await run('diff', '--prune')).toMatchObject({ code: 0, stdout: '' })
    expect(lines(await run('apply', '--prune', '--yes'))).toContain(`clusterrole/${here.namespace} unchanged`)
    expect((await run('status')).stdout).not.toContain('OnlyInCluster')
    const pulled = await run('pull')
    expect(lines(pulled).filter((line) => line.startsWith('clusterrole/'))).toEqual([
      `clusterrole/${here.namespace} unchanged manifests/b.yaml`,
    ])

    rmSync(here.path('b.yaml'))
    expect((await run('apply', '--prune', '--yes')).stdout).toContain(`clusterrole/${here.namespace} pruned`)
  })
})
