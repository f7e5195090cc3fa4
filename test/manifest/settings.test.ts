/** agentgw.yaml: where it is looked for, what it may say, and how it is refused. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFolders, openWorkspace, parseSettings } from '../../src/manifest/settings.ts'
import { makeFolder } from './folder.ts'

describe('openWorkspace', () => {
  test('finds the nearest agentgw.yaml upwards', async () => {
    const root = makeFolder({ 'agentgw.yaml': 'manifests: gitops\n', 'a/b/x.yaml': '' })
    const workspace = await openWorkspace({ cwd: join(root, 'a/b') })
    expect(workspace).toMatchObject({ root, folder: join(root, 'gitops') })
  })

  test('without one there is no root, and ./manifests is meant', async () => {
    const cwd = makeFolder()
    expect(await openWorkspace({ cwd })).toMatchObject({ root: undefined, folder: join(cwd, 'manifests') })
    expect(await openWorkspace({ cwd, dir: 'other' })).toMatchObject({
      root: undefined,
      folder: join(cwd, 'other'),
    })
  })

  test('--dir names the folder, or the root that agentgw.yaml lies in', async () => {
    const root = makeFolder({ 'one/agentgw.yaml': '', 'one/sub/x.yaml': '' })
    expect(await openWorkspace({ cwd: root, dir: 'one' })).toMatchObject({
      root: join(root, 'one'),
      folder: join(root, 'one/manifests'),
    })
    expect(await openWorkspace({ cwd: root, dir: join(root, 'one/sub') })).toMatchObject({
      root: join(root, 'one'),
      folder: join(root, 'one/sub'),
    })
    writeFileSync(join(root, 'file'), '')
    await expect(openWorkspace({ cwd: root, dir: 'file' })).rejects.toMatchObject({ code: 'usage', exit: 2 })
  })

  test.each(['../elsewhere', '.', './', 'a/../..', '..'])(
    'manifests: %s is outside and refused',
    async (manifests) => {
      const root = makeFolder({ 'agentgw.yaml': `manifests: ${manifests}\n` })
      await expect(openWorkspace({ cwd: root })).rejects.toMatchObject({ code: 'bad-settings', exit: 2 })
    },
  )

  test('a manifests folder that is a link out of the root is refused', async () => {
    const root = makeFolder({ 'root/agentgw.yaml': '' })
    mkdirSync(join(root, 'elsewhere'))
    symlinkSync('../elsewhere', join(root, 'root/manifests'))
    await expect(openWorkspace({ cwd: join(root, 'root') })).rejects.toMatchObject({ code: 'bad-settings' })
  })

  test('an agentgw.yaml that can not be read is refused', async () => {
    const root = makeFolder()
    mkdirSync(join(root, 'agentgw.yaml'))
    await expect(openWorkspace({ cwd: root })).rejects.toMatchObject({ code: 'bad-settings', exit: 2 })
  })
})

describe('openFolders', () => {
  test('takes several folders under one agentgw.yaml, each once, the first for new files', async () => {
    const root = makeFolder({ 'agentgw.yaml': 'name: team\n', 'a/x.yaml': '', 'b/y.yaml': '' })
    symlinkSync('a', join(root, 'link'))
    expect(await openFolders({ cwd: root, dirs: ['b', 'a', './b/', 'link'] })).toMatchObject({
      root,
      folder: join(root, 'b'),
      folders: [join(root, 'b'), join(root, 'a')],
      settings: { name: 'team' },
    })
    expect(await openFolders({ cwd: root, dirs: [] })).toEqual(await openWorkspace({ cwd: root }))
  })

  test('folders of different roots, or of none, are refused, and both are named', async () => {
    const cwd = makeFolder({ 'one/agentgw.yaml': '', 'two/agentgw.yaml': '', 'three/x.yaml': '' })
    const refusal = (...dirs: string[]): Promise<unknown> =>
      openFolders({ cwd, dirs }).catch((error: unknown) => error)
    for (const dirs of [
      ['one', 'two'],
      ['one', 'three'],
      ['three', 'four'],
    ])
      expect(await refusal(...dirs)).toMatchObject({
        code: 'usage',
        exit: 2,
        message: expect.stringMatching(`--dir ${dirs[0]} and --dir ${dirs[1]} `) as string,
      })
    // Without an agentgw.yaml one folder does, whatever it is called.
    expect(await openFolders({ cwd, dirs: ['three', './three'] })).toMatchObject({
      folders: [join(cwd, 'three')],
    })
  })
})

describe('settings', () => {
  test('an empty file gives the defaults', async () => {
    const root = makeFolder({ 'agentgw.yaml': '# nothing yet\n' })
    expect((await openWorkspace({ cwd: root })).settings).toEqual({
      name: basename(root),
      isNamed: false,
      gateway: { namespace: 'agentgateway-system', name: 'agentgateway' },
      namespace: 'agentgateway-system',
      manifests: 'manifests',
      url: 'http://127.0.0.1:3000',
      suppress: [],
      revoke: { requireReason: false },
    })
  })

  test('every key is read', () => {
    const text =
      'name: team\ngateway: infra/edge\nnamespace: tools\nmanifests: k8s/mcp\nurl: https://mcp.example.com/\nsuppress:\n- {code: missing-backend, resource: air/files, path: k8s/mcp, reason: comes later}\nrevoke: {requireReason: true}\n'
    expect(parseSettings('/x/agentgw.yaml', text)).toEqual({
      name: 'team',
      isNamed: true,
      gateway: { namespace: 'infra', name: 'edge' },
      namespace: 'tools',
      manifests: 'k8s/mcp',
      url: 'https://mcp.example.com',
      suppress: [
        {
          code: 'missing-backend',
          object: { group: 'agentgateway.dev', kind: 'AIRoute', name: 'files' },
          path: '/x/k8s/mcp',
          reason: 'comes later',
          place: { file: '/x/agentgw.yaml', line: 7, column: 3 },
        },
      ],
      revoke: { requireReason: true },
    })
  })

  test.each([
    ['/home/me/My Tools!', 'My-Tools'],
    [`/${'a'.repeat(100)}`, 'a'.repeat(63)],
    ['/home/.dots.', 'dots'],
    ['/', 'manifests'],
    ['/ünïcode', 'n-code'],
  ])('the name of %s is %s', (folder, name) => {
    expect(parseSettings(join(folder, 'agentgw.yaml'), '').name).toBe(name)
  })

  test.each([
    ['an unknown key', 'name: a\ngatway: b/c\n', '2:1', 'did you mean gateway?'],
    ['a key of another spelling', 'Namespace: a\n', '1:1', 'did you mean namespace?'],
    ['a key like nothing', 'x: 1\n', '1:1', 'name, gateway, namespace, manifests, url'],
    ['an unknown key of revoke', 'revoke:\n  reason: true\n', '2:3', undefined],
    ['a text for a switch', 'revoke: {requireReason: "yes"}\n', '1:25', undefined],
    ['a number for a name', 'name: 12\n', '1:7', undefined],
    ['a name that is no label', 'name: "a b"\n', '1:7', undefined],
    ['a gateway without a namespace', 'gateway: edge\n', '1:10', undefined],
    ['a gateway with too many parts', 'gateway: a/b/c\n', '1:10', undefined],
    ['an absolute folder', 'manifests: /etc\n', '1:12', undefined],
    ['a URL with a path', 'url: http://x/mcp\n', '1:6', undefined],
    ['a URL with a password', 'url: http://u:p@x\n', '1:6', undefined],
    ['another kind of URL', 'url: ftp://x\n', '1:6', undefined],
    ['a namespace in capitals', 'namespace: Tools\n', '1:12', undefined],
    ['a suppression that is no list', 'suppress: {code: a}\n', '1:11', undefined],
    ['a suppression without a code', 'suppress:\n- {reason: a}\n', '2:3', undefined],
    ['a suppression without a reason', 'suppress:\n- {code: a, reason: " "}\n', '2:21', undefined],
    ['a suppression of another form', 'suppress: [missing-backend]\n', '1:12', undefined],
    ['a suppression of a bare name', 'suppress:\n- {code: a, reason: b, resource: c}\n', '2:34', undefined],
    ['a suppression of an absolute path', 'suppress:\n- {code: a, reason: b, path: /c}\n', '2:30', undefined],
    ['a suppression with an unknown key', 'suppress:\n- {code: a, why: b}\n', '2:18', undefined],
    ['a list', '- a\n', '1:1', undefined],
    ['a second document', 'name: a\n---\nname: b\n', '3:1', undefined],
    ['a key twice', 'name: a\nname: b\n', '2:1', undefined],
    ['no YAML', 'name: [\n', '1:7', undefined],
  ])('%s is refused', (_, text, place, hint) => {
    const attempt = (): unknown => parseSettings('agentgw.yaml', text)
    expect(attempt).toThrow(expect.objectContaining({ code: 'bad-settings', exit: 2 }) as Error)
    expect(attempt).toThrow(`agentgw.yaml:${place}: `)
    if (hint !== undefined)
      expect(attempt).toThrow(
        expect.objectContaining({ hint: expect.stringContaining(hint) as string }) as Error,
      )
  })
})
