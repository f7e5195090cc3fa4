/** When the environment's proxy is used: the rules of Go's programs, so that kubectl and this agree. */
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/cluster/kubeconfig.ts'
import { proxyOf } from '../../src/cluster/proxy.ts'
import { Settings } from '../../src/cluster/settings.ts'

const through = (server: string, env: Record<string, string>): string | undefined => {
  const connection: Connection = {
    context: 'test',
    cluster: new Settings({ server }, '/config'),
    user: new Settings({}, '/config'),
    userName: 'u',
  }
  return proxyOf(connection, env)?.href
}

describe('the proxy of the environment', () => {
  it('is the one of the server’s scheme, in either case, with or without a scheme of its own', () => {
    expect(through('https://k8s.example.com', { HTTPS_PROXY: 'http://p:1' })).toBe('http://p:1/')
    expect(through('https://k8s.example.com', { https_proxy: 'p:1' })).toBe('http://p:1/')
    expect(through('https://k8s.example.com', { HTTP_PROXY: 'http://p:1' })).toBeUndefined()
    expect(through('http://k8s.example.com', { HTTP_PROXY: 'http://p:1' })).toBe('http://p:1/')
    expect(through('https://k8s.example.com', {})).toBeUndefined()
  })

  it.each(['localhost', '127.0.0.1', '127.8.8.8', '[::1]'])('is not used for %s', (host) => {
    expect(through(`https://${host}:6443`, { HTTPS_PROXY: 'http://p:1' })).toBeUndefined()
  })

  it.each([
    ['*', 'k8s.example.com', true],
    ['example.com', 'k8s.example.com', true],
    ['example.com', 'example.com', true],
    ['.example.com', 'k8s.example.com', true],
    ['.example.com', 'example.com', false],
    ['*.example.com', 'k8s.example.com', true],
    ['ample.com', 'k8s.example.com', false],
    ['EXAMPLE.com', 'k8s.example.com', true],
    ['other, k8s.example.com', 'k8s.example.com', true],
    ['k8s.example.com:6443', 'k8s.example.com', true],
    ['k8s.example.com:443', 'k8s.example.com', false],
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/99', '10.1.2.3', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['fd00::/8', '[fd00::1]', true],
    ['[fd00::1]:6443', '[fd00::1]', true],
    ['fd00::1', '[fd00::1]', true],
    ['', 'k8s.example.com', false],
  ])('NO_PROXY=%s and %s: exempt %s', (entry, host, exempt) => {
    const proxy = through(`https://${host}:6443`, { HTTPS_PROXY: 'http://p:1', NO_PROXY: entry })
    expect(proxy === undefined).toBe(exempt)
  })
})
