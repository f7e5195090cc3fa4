/** Changes that make most objects invalid, each one thing in one place. */
import type { Random } from '../validate/random.ts'
import { odd } from './odd.ts'

type Container = Record<string, unknown> | unknown[]

const containers = (value: unknown, found: Container[] = []): Container[] => {
  if (typeof value !== 'object' || value === null) return found
  found.push(value as Container)
  for (const child of Object.values(value)) containers(child, found)
  return found
}

const changeText = (text: string, random: Random): unknown =>
  random.pick<unknown>([
    `${text} `,
    text.toUpperCase(),
    text.repeat(40),
    `-${text}`,
    `${text}é`,
    text.slice(1),
    text.length,
    [text],
    '',
  ])

const changeList = (list: unknown[], random: Random): void => {
  const at = random.below(list.length + 1)
  const pick = (): unknown => (list.length === 0 ? odd(random) : structuredClone(random.pick(list)))
  switch (random.below(5)) {
    case 0:
      list.splice(at, 1)
      break
    case 1:
      list.push(pick())
      break
    case 2:
      list.splice(at, 0, odd(random))
      break
    case 3:
      // Enough to pass most limits.
      for (let i = random.pick([5, 20, 130]); i > 0; i--) list.push(pick())
      break
    default:
      list[Math.min(at, Math.max(0, list.length - 1))] = odd(random)
  }
}

const changeKey = (object: Record<string, unknown>, key: string, random: Random): void => {
  switch (random.below(7)) {
    case 0:
      Reflect.deleteProperty(object, key)
      break
    case 1: {
      const name = random.pick([
        'extra',
        `${key}s`,
        key.toUpperCase(),
        'constructor',
        'status',
        'name',
        '__proto__',
      ])
      Object.defineProperty(object, name, {
        value: odd(random),
        enumerable: true,
        configurable: true,
        writable: true,
      })
      break
    }
    case 2:
      object[key] = null
      break
    case 3:
      object[key] = typeof object[key] === 'string' ? changeText(object[key], random) : odd(random)
      break
    case 4:
      object[key] = typeof object[key] === 'number' ? object[key] * -1 - 1 : odd(random)
      break
    case 5: {
      // What belongs elsewhere in the object.
      const other = random.pick(Object.keys(object))
      object[key] = structuredClone(object[other])
      break
    }
    default:
      object[key] = odd(random)
  }
}

/** Changes one thing in the object, in place. */
export const mutate = (object: unknown, random: Random): void => {
  const all = containers(object)
  if (all.length === 0) return
  const container = random.pick(all)
  if (Array.isArray(container)) changeList(container, random)
  else {
    const keys = Object.keys(container)
    if (keys.length === 0) container['extra'] = odd(random)
    else changeKey(container, random.pick(keys), random)
  }
}
