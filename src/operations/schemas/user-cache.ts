/** What this user keeps of CRDs for later runs. */
import { type Cache, openCache } from '../../validate/crds/cache.ts'
import { cacheFolder } from './cache-folder.ts'

export const userCache = (): Cache => openCache(cacheFolder(process.env))
