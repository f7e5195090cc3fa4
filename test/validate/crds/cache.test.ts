/** The cache gives back what was put in, and nothing that anybody else can have put there. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCache } from '../../../src/validate/crds/cache.ts'

const KEY = ['code', 'abc']
const CONTENT = Buffer.from('const validator = {}')

let base: string
let folder: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-cache-'))
  folder = join(base, 'not', 'there')
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

/** A cache with one entry, and the entry's file. */
const filled = (): { cache: ReturnType<typeof openCache>; file: string } => {
  const cache = openCache(folder)
  cache.put(KEY, CONTENT)
  const [name = ''] = readdirSync(folder)
  return { cache, file: join(folder, name) }
}

describe('an entry', () => {
  it('is given back, also to another process', () => {
    expect(filled().cache.get(KEY)).toEqual(CONTENT)
    expect(openCache(folder).get(KEY)).toEqual(CONTENT)
  })

  it('is of one key', () => {
    const { cache } = filled()
    expect(cache.get(['code', 'abd'])).toBeUndefined()
    expect(cache.get(['codeabc'])).toBeUndefined()
  })

  it('may be replaced, and no half of one is left', () => {
    const { cache, file } = filled()
    cache.put(KEY, Buffer.from('other'))
    expect(cache.get(KEY)?.toString()).toBe('other')
    expect(readdirSync(folder)).toHaveLength(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it.each<[string, (file: string) => void]>([
    [
      'with a byte changed',
      (file) => {
        const bytes = readFileSync(file)
        bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
        writeFileSync(file, bytes)
      },
    ],
    [
      'cut short',
      (file) => {
        writeFileSync(file, readFileSync(file).subarray(0, -1))
      },
    ],
    [
      'that is empty',
      (file) => {
        writeFileSync(file, '')
      },
    ],
    [
      'that others may write',
      (file) => {
        chmodSync(file, 0o622)
      },
    ],
    [
      'that is a link',
      (file) => {
        renameSync(file, `${file}.real`)
        symlinkSync(`${file}.real`, file)
      },
    ],
    [
      'that is a folder',
      (file) => {
        rmSync(file)
        mkdirSync(file)
      },
    ],
    [
      'in a folder that others may write',
      () => {
        chmodSync(folder, 0o777)
      },
    ],
    [
      'in a folder that is a link',
      () => {
        renameSync(folder, `${folder}.real`)
        symlinkSync(`${folder}.real`, folder)
      },
    ],
  ])('%s is not taken', (_name, spoil) => {
    const { cache, file } = filled()
    spoil(file)
    expect(cache.get(KEY)).toBeUndefined()
  })

  it('under the name of another is not taken', () => {
    const { cache, file } = filled()
    cache.put(['code', 'other'], Buffer.from('other'))
    const other = readdirSync(folder)
      .map((name) => join(folder, name))
      .find((one) => one !== file)!
    copyFileSync(other, file)
    expect(cache.get(KEY)).toBeUndefined()
    rmSync(file)
    linkSync(other, file)
    expect(cache.get(KEY)).toBeUndefined()
  })

  // Only root can give a file away.
  it.runIf(process.getuid?.() === 0)('of another user is not taken', async () => {
    const { chownSync } = await import('node:fs')
    const { cache, file } = filled()
    chownSync(file, 65534, 65534)
    expect(cache.get(KEY)).toBeUndefined()
  })

  it('that nobody wanted for a month goes when something is put', () => {
    const { cache, file } = filled()
    const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000)
    utimesSync(file, old, old)
    openCache(folder).put(['new'], CONTENT)
    expect(existsSync(file)).toBe(false)
    expect(cache.get(['new'])).toEqual(CONTENT)
  })
})

describe('where nothing can be kept', () => {
  it('nothing is, and that is no error', () => {
    writeFileSync(join(base, 'file'), '')
    for (const cache of [
      openCache(undefined),
      openCache(join(base, 'file')),
      openCache(join(base, 'file/x')),
    ]) {
      cache.put(KEY, CONTENT)
      expect(cache.get(KEY)).toBeUndefined()
    }
    expect(readdirSync(base)).toEqual(['file'])
  })
})
