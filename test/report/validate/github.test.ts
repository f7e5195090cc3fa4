import { describe, expect, it } from 'vitest'
import { BAD, HOSTILE, reportOf, ROUTE } from './report-of.ts'

/** As GitHub's runner reads it. */
const read = (line: string): { command: string; properties: Record<string, string>; data: string } => {
  const [, command = '', list = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? []
  const unescape = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')
  const properties = Object.fromEntries(
    list.split(',').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name, unescape(value.join('='))]
    }),
  )
  return { command, properties, data: unescape(data) }
}

const annotations = async (files: Readonly<Record<string, string>>): Promise<ReturnType<typeof read>[]> => {
  const lines = (await reportOf('github', files)).trimEnd().split('\n')
  return lines.slice(0, -1).map(read)
}

describe('annotations for GitHub', () => {
  it('name file, place, end and code', async () => {
    expect(await annotations({ 'a.yaml': BAD, 'deep/b.yaml': ROUTE })).toEqual([
      {
        command: 'error',
        properties: { file: 'a.yaml', line: '7', col: '7', endColumn: '13', title: 'unknown-field' },
        data: 'spec.mcp.stdio.comand: there is no such field\nhint: did you mean "cmd"?',
      },
      {
        command: 'warning',
        properties: { file: 'deep/b.yaml', line: '7', col: '69', endColumn: '78', title: 'missing-backend' },
        data: expect.stringContaining('mcpbackend/nowhere') as string,
      },
    ])
  })

  it('are one line each, whatever stands in a manifest', async () => {
    const file = 'a,b:c%2C=d.yaml'
    const [first, ...more] = await annotations({
      [file]: ROUTE.replace('"nowhere"', JSON.stringify(HOSTILE)),
    })
    expect(first?.properties['file']).toBe(file)
    expect(first?.data).toContain(HOSTILE.replaceAll(/[\u0001\u001b]/g, '\ufffd'))
    for (const { command } of more) expect(command).not.toBe('')
  })

  it('change no colours in the log', async () => {
    const [first] = await annotations({ 'a.yaml': ROUTE.replace('"nowhere"', '"n\\e[31mo"') })
    expect(first?.data).toContain('n\ufffd[31mo')
  })

  it('name no file for standard input', async () => {
    const [first] = await annotations({ '-': BAD })
    expect(first?.properties).toMatchObject({ line: '7' })
    expect(first?.properties).not.toHaveProperty('file')
  })
})
