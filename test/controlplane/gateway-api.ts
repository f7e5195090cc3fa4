/** The CRDs of the Gateway API, with their CEL rules, out of its Go module. */
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { exec } from '../setup/exec.ts'
import { cacheRoot, type Environment, onPath } from './assets.ts'
import { publish } from './publish.ts'

/** 1.7 needs Go 1.27. */
const VERSION = 'v1.6.1'
const MARK = 'gateway.networking.k8s.io_httproutes.yaml'

const isComplete = (directory: string): boolean => existsSync(join(directory, MARK))

/** The folder of a channel's CRD files; fetched once, then cached. Throws where there is no go. */
export const gatewayApiCrds = async (
  channel: 'standard' | 'experimental' = 'standard',
  env: Environment = process.env,
): Promise<string> => {
  const folder = channel === 'standard' ? VERSION : `${VERSION}-${channel}`
  const cached = join(cacheRoot(env), 'gateway-api', folder)
  if (isComplete(cached)) return cached
  if (onPath('go', process.env) === undefined)
    throw new Error(`The Gateway API's CRDs come from its Go module, and there is no go on PATH to fetch it.`)
  await publish(cached, isComplete, async (directory) => {
    const module = `sigs.k8s.io/gateway-api@${VERSION}`
    const { code, stdout, stderr } = await exec('go', ['mod', 'download', '-json', module], { cwd: '/' })
    if (code !== 0) throw new Error(`go mod download ${module}: ${stderr || stdout}`)
    const { Dir: source } = JSON.parse(stdout) as { Dir: string }
    const crds = join(source, 'config/crd', channel)
    // The module cache is read-only; copies of single files are not.
    for (const name of readdirSync(crds))
      if (name.endsWith('.yaml')) cpSync(join(crds, name), join(directory, name))
  })
  return cached
}
