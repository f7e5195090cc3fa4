/** Objects that inherit nothing, so that no key of a manifest (`constructor`, `__proto__`) finds more than what was written. */

export type Bare = Record<string, unknown>

// A constructor keeps such objects fast, which Object.create(null) does not.
// eslint-disable-next-line @typescript-eslint/no-empty-function
const Constructor = function () {} as unknown as { new (): Bare; prototype: object }
Constructor.prototype = Object.create(null) as object

export const bare = (): Bare => new Constructor()

export { isMap as isRecord } from '../model/mapping.ts'
