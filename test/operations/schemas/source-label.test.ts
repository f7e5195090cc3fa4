/** A source's label says where from, and keeps no secret. */
import { describe, expect, it } from 'vitest'
import { isMasked, pathLabel, urlLabel } from '../../../src/operations/schemas/source-label.ts'

describe('of a URL', () => {
  it.each([
    ['https://example.com/crds.yaml', 'https://example.com/crds.yaml'],
    ['https://user:hunter2@example.com/crds.yaml#x', 'https://example.com/crds.yaml'],
    ['https://hunter2@example.com/crds.yaml', 'https://example.com/crds.yaml'],
    ['https://example.com/a?ref=v1.2&raw=true', 'https://example.com/a?ref=v1.2&raw=true'],
    ['https://example.com/a?ref=v1&token=hunter2', 'https://example.com/a?ref=v1&token=***'],
    [
      'https://example.com/a?sig=hunter2&X-Amz-Signature=hunter2',
      'https://example.com/a?sig=***&X-Amz-Signature=***',
    ],
    ['https://example.com/glpat-hunter2hunter2hunter2/a', 'https://example.com/***/a'],
    ['https://example.com/a?ref=ghp_hunter2hunter2hunter2hunter2', 'https://example.com/a?ref=***'],
  ])('%s', (url, label) => {
    expect(urlLabel(new URL(url))).toBe(label)
    expect(label).not.toContain('hunter2')
    expect(isMasked(label)).toBe(label.includes('***'))
  })
})

describe('of a path', () => {
  it.each([
    ['/root', '/root', 'crds', './crds'],
    ['/root', '/root/manifests', 'crds/a.yaml', './manifests/crds/a.yaml'],
    ['/root', '/root/manifests', '../../elsewhere', '../elsewhere'],
    ['/root', '/other', '/root', '.'],
    ['/root', '/root', 'cluster', './cluster'],
  ])('of the root %s, seen from %s: %s', (root, cwd, path, label) => {
    expect(pathLabel(root, cwd, path)).toBe(label)
  })
})
