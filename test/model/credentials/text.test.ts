import { expect, it } from 'vitest'
import { maskText } from '../../../src/model/credentials/text.ts'

it.each([
  ['--token=abc', '--token=***'],
  ['--mode=fast', '--mode=fast'],
  ['postgres://me:pw@db/x', 'postgres://me:***@db/x'],
  ['Authorization: Bearer abcdefgh', 'Authorization: Bearer ***'],
  ['x-api-key: abc', 'x-api-key: ***'],
  ['https://x/mcp?api_key=abc&mode=1', 'https://x/mcp?api_key=***&mode=1'],
  ['sk-abcdefghijkl', '***'],
  ['npx', 'npx'],
  ['@modelcontextprotocol/server-filesystem', '@modelcontextprotocol/server-filesystem'],
])('%s is printed as %s', (text, printed) => {
  expect(maskText(text)).toBe(printed)
})
