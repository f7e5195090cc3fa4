import { describe, expect, it } from 'vitest'
import { AGENTGATEWAY, KUBERNETES, outside } from '../../src/model/versions.ts'
import { pinnedVersion } from '../controlplane/assets.ts'

describe('supported versions', () => {
  it.each([
    ['v1.29.15', 'older'],
    ['v1.30.14', 'older'],
    ['v1.31.14', undefined],
    ['v1.32.0', undefined],
    ['1.33', undefined],
    ['v1.36.3+k3s1', undefined],
    ['v1.37.0-alpha.1', 'newer'],
    ['v2.0.0', 'newer'],
    ['v1.4.0', 'older'],
    ['unknown', undefined],
    [undefined, undefined],
  ])('Kubernetes %s', (version, wanted) => {
    const said = outside(version, KUBERNETES)
    expect(said === undefined ? undefined : /is (\w+) than/.exec(said)?.[1]).toBe(wanted)
  })

  it('say what an older one lacks, and what comes of it', () => {
    expect(outside('v1.30.14', KUBERNETES)).toMatch(
      /^Kubernetes v1\.30\.14 is older than 1\.31, .*isIP.*`install` exits with 3$/,
    )
  })

  it('end with the one that the tests run on', () => {
    expect(outside(pinnedVersion(), KUBERNETES)).toBeUndefined()
    expect(pinnedVersion()).toMatch(new RegExp(`^v${KUBERNETES.newest.replace('.', '\\.')}\\.`))
  })

  it('agentgateway', () => {
    expect(outside('v1.4.1', AGENTGATEWAY)).toBeUndefined()
    expect(outside('1.3.0', AGENTGATEWAY)).toContain('older than 1.4')
  })
})
