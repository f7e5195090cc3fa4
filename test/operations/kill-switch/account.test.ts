/** What may be said of why something is revoked: everything but a credential. */
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { accountOf } from '../../../src/operations/kill-switch/account.ts'

const refusal = (act: () => unknown): UserError => {
  try {
    act()
  } catch (error) {
    if (error instanceof UserError) return error
  }
  throw new Error('was not refused')
}

const TOKEN = `ghp_${'a1B2'.repeat(9)}`

describe('accountOf', () => {
  it('passes on what is plain', () => {
    expect(
      accountOf({ reason: ' leaks: see 4711 ', incident: 'https://pager.example.com/4711' }, true),
    ).toEqual({
      reason: 'leaks: see 4711',
      incident: 'https://pager.example.com/4711',
      masked: false,
    })
    expect(accountOf({ reason: '' }, false)).toMatchObject({ reason: '', incident: undefined })
  })

  it('masks a credential in the reason', () => {
    const { reason, masked } = accountOf({ reason: `somebody posted ${TOKEN}` }, false)
    expect({ reason, masked }).toEqual({ reason: 'somebody posted ***', masked: true })
  })

  it('needs a reason where one is asked for', () => {
    expect(refusal(() => accountOf({ reason: '  ' }, true))).toMatchObject({ code: 'usage', exit: 2 })
  })

  it.each([
    'INC-4711',
    'ftp://pager.example.com/4711',
    'javascript:alert(1)',
    'https://me:hunter2hunter2@pager.example.com/4711',
    'https://hunter2hunter2@pager.example.com/4711',
    'https://pager.example.com/4711?token=hunter2hunter2',
    `https://pager.example.com/${TOKEN}`,
  ])('refuses %s for an incident, and does not repeat it', (incident) => {
    const error = refusal(() => accountOf({ reason: '', incident }, false))
    expect(error).toMatchObject({ code: 'usage', exit: 2 })
    expect(`${error.message} ${error.hint ?? ''}`).not.toMatch(/hunter2|ghp_/)
  })
})
