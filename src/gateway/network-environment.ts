/**
 * The variables without which a program behind a proxy, or behind a TLS inspection, reaches nothing: npx and uvx
 * fetch their packages when a server starts. The SDK's few defaults leave them out.
 */
import { passwordsIn } from '../model/credentials/shapes.ts'

const NAMES: readonly string[] = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'npm_config_registry',
  'npm_config_cafile',
  'npm_config_cache',
  'UV_DEFAULT_INDEX',
  'UV_SYSTEM_CERTS',
  'UV_NATIVE_TLS',
  'UV_CACHE_DIR',
].flatMap((name) => [...new Set([name, name.toLowerCase()])])

/** A URL with a password in it is not passed on: the server did not have it before. */
export const networkEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = environment[name]
      return value === undefined || passwordsIn(value).length > 0 ? [] : [[name, value]]
    }),
  )
