/** What generated validators call. compile/ knows these by name. */
export * from './errors.ts'
export * from './formats.ts'
export * from './lists.ts'
export * from './operators.ts'
export * from './quantity.ts'
export * from './rules.ts'
export * from './strings.ts'
export * from './time.ts'
