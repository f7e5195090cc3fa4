/** `explain`, as the built program runs it. */
import { describe, expect, it } from 'vitest'
import { CODES } from '../../src/codes/index.ts'
import { conforms } from './conforms.ts'
import { golden, runCli } from './run.ts'

describe('explain', () => {
  it('says what a code means, with an example and the mend', async () => {
    const { code, stdout, stderr } = await runCli(['explain', 'wrong-type'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    golden('explain/wrong-type.txt', stdout)
  })

  it('says what an error means, and one that has no example', async () => {
    expect((await runCli(['explain', 'no-folder'])).stdout).toContain('no-folder is an error')
    expect((await runCli(['explain', 'not-utf8'])).stdout).not.toContain('Wrong:')
  })

  it.each(['[missing-backend]', 'MISSING-BACKEND', ' missing-backend '])('takes %j', async (word) => {
    const { stdout } = await runCli(['explain', word])
    expect(stdout).toBe((await runCli(['explain', 'missing-backend'])).stdout)
  })

  it('lists all without a code', async () => {
    const { code, stdout } = await runCli(['explain'])
    expect(code).toBe(0)
    for (const one of Object.keys(CODES)) expect(stdout).toMatch(new RegExp(`^  ${one} `, 'm'))
  })

  it.each([[[]], [['unknown-field']]])('%j in JSON is as its schema has it', async (args) => {
    const { stdout } = await runCli(['explain', ...args, '-o', 'json'])
    const output = conforms('explain', stdout) as { codes: { code: string }[] }
    expect(output.codes.map(({ code }) => code)).toEqual(args.length > 0 ? args : Object.keys(CODES).sort())
  })

  it.each([
    ['missing-backnd', 'did you mean "missing-backend"?'],
    ['zzz', 'lists all codes'],
    ['constructor', 'lists all codes'],
  ])('%s is no code', async (word, hint) => {
    const { code, stdout, stderr } = await runCli(['explain', word])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('[usage]')
    expect(stderr).toContain(hint)
  })
})
