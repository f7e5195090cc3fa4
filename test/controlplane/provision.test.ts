import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exec } from '../setup/exec.ts'
import { cachedAssets, kubernetesVersion, platform } from './assets.ts'
import { download } from './download.ts'
import { NoControlPlane, provision, type Source } from './provision.ts'
import { publish } from './publish.ts'

const ALL = ['kube-apiserver', 'etcd', 'kubectl']

let root: string
let env: Record<string, string>
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-provision-'))
  env = { AGENTGW_CACHE: join(root, 'cache'), PATH: join(root, 'bin') }
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

/** Executable files that say where they come from. */
const fill = (directory: string, names: readonly string[], text = directory): string => {
  mkdirSync(directory, { recursive: true })
  for (const name of names) writeFileSync(join(directory, name), text, { mode: 0o755 })
  return directory
}

const makes = (name: string, calls: string[] = []): Source => ({
  name,
  fill: (directory) => {
    calls.push(name)
    fill(directory, ALL, name)
    return Promise.resolve()
  },
})
const fails = (name: string, calls: string[] = []): Source => ({
  name,
  fill: (directory) => {
    calls.push(name)
    fill(directory, ['kubectl'])
    return Promise.reject(new Error(`${name} is not possible here`))
  },
})

const run = (sources: readonly Source[] = []) => provision({ env, sources, tell: () => undefined })
const contentOf = async (sources?: readonly Source[]): Promise<string> =>
  readFileSync((await run(sources)).apiServer, 'utf8')

describe('provision', () => {
  it('takes KUBEBUILDER_ASSETS before the cache', async () => {
    env['KUBEBUILDER_ASSETS'] = fill(join(root, 'named'), ALL)
    fill(cachedAssets(env), ALL)
    expect((await run()).apiServer).toBe(join(root, 'named/kube-apiserver'))
  })

  it('takes the cache before it makes anything', async () => {
    fill(cachedAssets(env), ALL)
    const calls: string[] = []
    await run([makes('download', calls)])
    expect(calls).toEqual([])
  })

  it('tries the sources in order, and keeps what the first that can made', async () => {
    const calls: string[] = []
    const sources = [fails('download', calls), makes('build', calls), makes('never', calls)]
    expect(await contentOf(sources)).toBe('build')
    expect(await contentOf(sources)).toBe('build')
    expect(calls).toEqual(['download', 'build'])
  })

  it('says what was tried where nothing can be had, and leaves nothing behind', async () => {
    const error = await run([fails('download'), fails('build')]).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(NoControlPlane)
    expect(String(error)).toContain('- download: download is not possible here\n- build: build is not')
    expect(readdirSync(dirname(cachedAssets(env)))).toEqual([])
  })

  it('goes on where KUBEBUILDER_ASSETS holds too little', async () => {
    env['KUBEBUILDER_ASSETS'] = fill(join(root, 'named'), ['etcd'])
    fill(cachedAssets(env), ALL)
    expect((await run()).etcd).toBe(join(cachedAssets(env), 'etcd'))
  })

  it.each(ALL)('does not use a cache without %s, and mends it', async (missing) => {
    fill(
      cachedAssets(env),
      ALL.filter((name) => name !== missing),
      'broken',
    )
    expect(await contentOf([makes('build')])).toBe('build')
  })

  it('does not use a program that can not be executed', async () => {
    chmodSync(join(fill(cachedAssets(env), ALL, 'broken'), 'etcd'), 0o644)
    expect(await contentOf([makes('build')])).toBe('build')
  })

  it('completes a KUBEBUILDER_ASSETS without kubectl: from PATH, from the cache, else makes one', async () => {
    const directory = fill(join(root, 'named'), ['kube-apiserver', 'etcd'])
    env['KUBEBUILDER_ASSETS'] = directory
    const apiServer = join(directory, 'kube-apiserver')
    const cached = join(cachedAssets(env), 'kubectl')
    expect(await run([makes('build')])).toMatchObject({ apiServer, kubectl: cached })
    expect(await run()).toMatchObject({ apiServer, kubectl: cached })
    const bin = fill(join(root, 'bin'), ['kubectl'])
    expect(await run()).toMatchObject({ apiServer, kubectl: join(bin, 'kubectl') })
  })
})

describe('publish', () => {
  const complete = (directory: string): boolean => existsSync(join(directory, 'kubectl'))
  const target = (): string => join(root, 'cache/x')

  it('shows nothing before all is there', async () => {
    await publish(target(), complete, (directory) => {
      fill(directory, ['kubectl'])
      expect(existsSync(target())).toBe(false)
      return Promise.resolve()
    })
    expect(readdirSync(dirname(target()))).toEqual(['x'])
  })

  it('refuses what is not complete', async () => {
    await expect(publish(target(), complete, () => Promise.resolve())).rejects.toThrow('not complete')
    expect(readdirSync(dirname(target()))).toEqual([])
  })

  it('lets two runs make the same, and the first to finish wins', async () => {
    let release = (): void => undefined
    const waiting = new Promise<void>((resolve) => (release = resolve))
    const slow = publish(target(), complete, async (directory) => {
      await waiting
      fill(directory, ['kubectl'], 'slow')
    })
    await publish(target(), complete, (directory) => {
      fill(directory, ['kubectl'], 'fast')
      return Promise.resolve()
    })
    release()
    await slow
    expect(readFileSync(join(target(), 'kubectl'), 'utf8')).toBe('fast')
    expect(readdirSync(dirname(target()))).toEqual(['x'])
  })
})

describe('download', () => {
  /** A release server on loopback: an index, and one archive for each version. */
  const serve = async (versions: readonly string[], tamper = false) => {
    const archive = join(root, 'archive.tar.gz')
    fill(join(root, 'tree/controller-tools/envtest'), ALL, 'downloaded')
    await exec('tar', ['-czf', archive, '-C', join(root, 'tree'), 'controller-tools'])
    const bytes = readFileSync(archive)
    const hash = createHash('sha512')
      .update(bytes)
      .update(tamper ? 'x' : '')
      .digest('hex')
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      if (request.url !== '/index.yaml') return void response.end(bytes)
      const releases = versions.map((version) => {
        const name = `envtest-${version}-${platform()}.tar.gz`
        return [version, { [name]: { hash, selfLink: `${url}/${name}` } }]
      })
      response.end(JSON.stringify({ releases: Object.fromEntries(releases) as object }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { index: `${url}/index.yaml`, asked, close: () => server.close() }
  }
  const from = (index: string): Source => ({
    name: 'download',
    fill: (directory, tell) => download(directory, tell, index),
  })
  const minor = kubernetesVersion().replace(/\.\d+$/, '')

  it('takes the pinned version, checks and unpacks it', async () => {
    const pinned = kubernetesVersion()
    const server = await serve([`${minor}.99`, pinned, 'v1.20.0'])
    expect(await contentOf([from(server.index)])).toBe('downloaded')
    expect(server.asked).toEqual(['/index.yaml', `/envtest-${pinned}-${platform()}.tar.gz`])
    server.close()
  })

  it('takes the newest patch release where the pinned one is not listed', async () => {
    const server = await serve([`${minor}.0`, `${minor}.11`, `${minor}.9`, `${minor}.12-rc.0`, 'v1.99.0'])
    await run([from(server.index)])
    expect(server.asked[1]).toContain(`${minor}.11-`)
    server.close()
  })

  it('refuses an archive with another hash', async () => {
    const server = await serve([kubernetesVersion()], true)
    await expect(run([from(server.index)])).rejects.toThrow('does not have the hash')
    expect(existsSync(cachedAssets(env))).toBe(false)
    server.close()
  })

  it('has nothing for a version that is not listed', async () => {
    const server = await serve(['v1.20.0'])
    await expect(run([from(server.index)])).rejects.toThrow(`no ${minor}.x`)
    server.close()
  })
})
