import { expect, it } from 'vitest'
import { withoutSwitchValues } from '../src/boolean-flags.ts'

const FLAGS = {
  prune: { type: 'boolean' },
  'all-namespaces': { type: 'boolean', char: 'A' },
  name: { type: 'option', char: 'n' },
}

it.each([
  [['apply', '--prune=false'], ['apply']],
  [
    ['apply', '--prune=true', 'x'],
    ['apply', '--prune', 'x'],
  ],
  [['apply', '-A=false'], ['apply']],
  [
    ['apply', '-A=true'],
    ['apply', '--all-namespaces'],
  ],
  [
    ['apply', '--name=false', '-n=true', '--other=false'],
    ['apply', '--name=false', '-n=true', '--other=false'],
  ],
  [
    ['add-mcp', 'x', '--', 'server', '--prune=false'],
    ['add-mcp', 'x', '--', 'server', '--prune=false'],
  ],
])('%j', (argv, expected) => {
  expect(withoutSwitchValues(argv, FLAGS)).toEqual(expected)
})

it('a switch takes no other value', () => {
  expect(() => withoutSwitchValues(['apply', '--prune=x'], FLAGS)).toThrow('--prune is on or off')
})
