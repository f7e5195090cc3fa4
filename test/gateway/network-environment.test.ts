import { expect, it } from 'vitest'
import { networkEnvironment } from '../../src/gateway/network-environment.ts'

it('passes on what reaches the network, and no password and nothing else', () => {
  const environment = {
    https_proxy: 'http://proxy.example:3128',
    HTTP_PROXY: 'http://user:secret@proxy.example:3128',
    NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
    npm_config_registry: 'https://registry.example/',
    GITHUB_TOKEN: 'secret',
  }
  expect(networkEnvironment(environment)).toEqual({
    https_proxy: 'http://proxy.example:3128',
    NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
    npm_config_registry: 'https://registry.example/',
  })
})
