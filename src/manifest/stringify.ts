import type { Resource } from '../model/resource.ts'

export declare const stringify: (resources: readonly Resource[]) => string
