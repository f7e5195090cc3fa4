/** What of a line is read, and what may come next, over the commands as they are built. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { offer } from '../../src/completion/candidates.ts'
import { type Grammar, readLine } from '../../src/completion/grammar.ts'
import { completionText } from '../../src/completion/protocol.ts'
import { LIVE } from '../../src/completion/sources.ts'
import { ROOT } from './run.ts'

const { commands } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  commands: Grammar
}

const offered = (line: string): { values: string[]; source: string } => {
  const { candidates, source } = offer(commands, readLine(commands, line.split(' ')), {})
  return {
    values: candidates.map(({ value }) => value),
    source: source.is === 'live' ? source.live : source.is,
  }
}

describe('a line', () => {
  it.each([
    ['get', { id: 'get', args: [] }],
    ['get x', { id: 'get', args: ['x'] }],
    ['revocations verify', { id: 'revocations:verify', args: [] }],
    ['revocations some-id', { id: 'revocations', args: ['some-id'] }],
    ['revoke a -n team b', { id: 'revoke', args: ['a', 'b'], flags: [['namespace', ['team']]] }],
    [
      'revoke -nteam --tool=a --tool b -A',
      {
        flags: [
          ['namespace', ['team']],
          ['tool', ['a', 'b']],
          ['all-namespaces', ['true']],
        ],
      },
    ],
    ['add-mcp git --env A=b -- npx -y some', { beyond: true, args: ['git', 'npx', '-y', 'some'] }],
    ['nosuch', { id: '', args: ['nosuch'] }],
  ])('%s', (text, wanted) => {
    const { flags, ...line } = readLine(commands, [...text.split(' '), ''])
    expect({ ...line, flags: [...flags] }).toMatchObject(wanted)
  })

  it('tells the value that is typed from its flag', () => {
    expect(readLine(commands, ['apply', '--dry-run=cl'])).toMatchObject({
      current: 'cl',
      before: '--dry-run=',
      valueOf: { name: 'dry-run' },
    })
    expect(readLine(commands, ['apply', '-n', ''])).toMatchObject({ valueOf: { name: 'namespace' } })
    expect(readLine(commands, ['apply', '--yes', ''])).toMatchObject({ valueOf: undefined })
  })
})

describe('what is offered', () => {
  it('commands and what comes after a topic', () => {
    expect(offered('').values).toEqual(expect.arrayContaining(['apply', 'revoke', 'schemas', 'uninstall']))
    expect(offered('').values).not.toContain('revocations:verify')
    expect(offered('schemas ').values).toEqual(['list', 'pull'])
    expect(offered('revocations ')).toEqual({ values: ['verify'], source: 'revocations' })
    expect(offered('revocations id ').values).toEqual([])
  })

  it('flags, each once unless it may come again; the rare ones to who begins to type them', () => {
    const { values } = offered('revoke -n a --tool b --')
    expect(values).toContain('--tool')
    expect(values).toContain('--as')
    expect(values).not.toContain('--namespace')
    expect(values).not.toContain('--token')
    expect(offered('revoke --to').values).toContain('--token')
  })

  it.each([
    ['apply --dry-run ', ['none', 'client', 'server'], 'nothing'],
    ['apply --dry-run=', ['--dry-run=none', '--dry-run=client', '--dry-run=server'], 'nothing'],
    ['completion ', ['bash', 'zsh', 'fish'], 'nothing'],
    ['get -o ', ['table', 'wide', 'json', 'yaml', 'name', 'tree', 'mermaid'], 'nothing'],
    ['get --context ', [], 'contexts'],
    ['get --user ', [], 'users'],
    ['get --cluster ', [], 'clusters'],
    ['get -n ', [], 'namespaces'],
    ['get ', [], 'kinds and names'],
    ['revoke a ', [], 'standing'],
    ['restore ', [], 'revoked'],
    ['explain ', [], 'codes'],
    ['diff --rev ', [], 'refs'],
    ['validate --changed-since=', [], 'refs'],
    ['apply --force-conflicts-of ', [], 'held'],
    ['add-mcp ', [], 'catalog'],
    ['validate ', [], 'files'],
    ['validate --cluster ', [], 'files'],
    ['validate -d ', [], 'folders'],
    ['get --kubeconfig ', [], 'files'],
    ['revoke --reason ', [], 'nothing'],
    ['add-mcp git -- ', [], 'files'],
  ])('after "%s"', (line, values, source) => {
    const answer = offered(line)
    expect(answer.source).toBe(source)
    expect(answer.values.sort()).toEqual([...values].sort())
  })

  it('knows where each argument of each command comes from', () => {
    const unknown = Object.values(commands)
      .filter(({ args }) => Object.keys(args).length > 0)
      .filter(({ id }) => offered(`${id.replaceAll(':', ' ')} `).source === 'nothing')
      .map(({ id }) => id)
    // Names that are yet to be given; and what has its words.
    expect(unknown).toEqual(['add-llm', 'completion'])
    expect(new Set(LIVE).size).toBe(LIVE.length)
  })
})

describe('what is printed', () => {
  it('is what begins as it was typed, each once, with its description', () => {
    const names = [{ value: 'ab', description: 'x\ny\u001b[31m' }, { value: 'ab' }, { value: 'b' }]
    expect(completionText(names, 'a', 'nothing')).toBe('ab\n:4\n')
    expect(completionText(names.slice(0, 1), '', 'nothing')).toBe('ab\tx y [31m\n:4\n')
  })

  it('leaves the place after what goes on, and files to the shell', () => {
    expect(completionText([{ value: 'agbe/' }], '', 'nothing')).toBe('agbe/\n:6\n')
    expect(completionText([], '', 'files')).toBe(':0\n')
    expect(completionText([], '', 'folders')).toBe(':16\n')
  })

  it('never holds what a shell would run', () => {
    const evil = ['$(rm x)', '`x`', 'a b', "a'b", 'a;b', 'a\nb'].map((value) => ({ value }))
    expect(completionText(evil, '', 'nothing')).toBe(':4\n')
  })
})
