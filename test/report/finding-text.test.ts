import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { findingText } from '../../src/report/finding-text.ts'

const finding = (more: Partial<Finding> = {}): Finding => ({
  code: 'wrong-type',
  severity: 'error',
  stage: 'schema',
  message: 'a: must be a string',
  file: 'a.yaml',
  line: 1,
  column: 1,
  ...more,
})

/** The column of the terminal at which the caret stands, and what stands above it, tabs at every eighth. */
const caret = (text: string): { column: number; above: string } => {
  const [, line = '', under = ''] = text.split('\n')
  const expand = (row: string) => {
    let out = ''
    for (const char of row)
      out +=
        char === '\t'
          ? ' '.repeat(8 - (out.length % 8))
          : /[\u3000-\u9fff😀]/u.test(char)
            ? `${char} `.slice(-2).padEnd(2)
            : char === '\u0301'
              ? ''
              : char
    return Array.from(out)
  }
  const column = expand(under).indexOf('^')
  return { column, above: expand(line)[column] ?? '' }
}

describe('findingText', () => {
  it('is place, severity, message and code, the line, a caret and the hint', () => {
    const source = { lines: ['a: 1'], secrets: [] }
    expect(findingText(finding({ column: 4, hint: 'write it in quotes' }), source)).toBe(
      'a.yaml:1:4: error: a: must be a string [wrong-type]\n    1 | a: 1\n      |    ^\n  hint: write it in quotes\n',
    )
  })

  it.each([
    ['plain', '  a: X', 6],
    ['tabs', '\ta:\tX', 5],
    ['wide characters', '日本: X', 5],
    ['emoji', '😀: X', 4],
    ['combining marks', 'e\u0301: X', 5],
  ])('the caret stands below the place: %s', (_name, line, column) => {
    expect(caret(findingText(finding({ column }), { lines: [line], secrets: [] })).above).toBe('X')
  })

  it('shows the part of a long line that counts', () => {
    const line = `a: [${'x, '.repeat(100)}HERE, ${'y, '.repeat(100)}]`
    const text = findingText(finding({ column: line.indexOf('HERE') + 1 }), { lines: [line], secrets: [] })
    const [, quote = ''] = text.split('\n')
    expect(quote.length).toBeLessThan(120)
    expect(quote).toContain('HERE')
    expect(quote).toContain('…')
    expect(caret(text).above).toBe('H')
  })

  it('shows no secret, and the caret stays below the place', () => {
    const line = 'env: [{name: API_KEY, value: hunter2}, X]'
    const text = findingText(finding({ column: line.indexOf('X') + 1 }), {
      lines: [line],
      secrets: ['hunter2'],
    })
    expect(text).not.toContain('hunter2')
    expect(caret(text).above).toBe('X')
  })

  it('lets no file steer the terminal', () => {
    const text = findingText(finding({ message: 'x\u001b[2Jy', hint: 'z\u0007', file: 'a\u001b.yaml' }), {
      lines: ['\u001b]0;title\u0007'],
      secrets: [],
    })

    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
  })

  it('does without a source, and without a place', () => {
    expect(findingText(finding(), undefined)).toBe('a.yaml:1:1: error: a: must be a string [wrong-type]\n')
    const { file: _file, line: _line, column: _column, ...bare } = finding()
    expect(findingText(bare, undefined)).toBe('error: a: must be a string [wrong-type]\n')
    expect(findingText(finding({ line: 9 }), { lines: ['a'], secrets: [] })).toContain('a.yaml:9:1')
  })
})
