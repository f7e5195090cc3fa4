/**
 * The kill switch in the embedded gateway: how long after `revoke --local` clients still get something, and from
 * when on they do after `restore`. All clients watch at once, and call without pause, on the machine that runs
 * the servers, the gateway and the command.
 */
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import {
  callUnderWay,
  lastCall,
  newSession,
  now,
  openStream,
  Scene,
  servedAgain,
  SERVERS,
} from './dark-scene.ts'
import type { Benchmark, Probe } from './frame.ts'

const MANY = 1_000
/** After a change the gateway waits for what follows it, ms; then it reads. */
const READING = 60
const MAX = 250

/** What clients see, by name, each at its moment. */
type Seen = Record<string, Promise<number>>

/** Times by the name of the row. */
type Times = Map<string, number>

const FROM_RECORD = 'from the record'
const FROM_COMMAND = 'from the command'

const since = async (from: Record<string, number>, seen: Seen): Promise<Times> => {
  const times: Times = new Map()
  for (const [what, at] of Object.entries(seen))
    for (const [start, begun] of Object.entries(from)) times.set(`${what}, ${start}`, (await at) - begun)
  return times
}

/** One server goes dark, and comes back. */
const one = async (scene: Scene): Promise<Times> => {
  const [name = ''] = SERVERS
  const path = `/mcp/${name}`
  const call = await callUnderWay(await scene.connect(path))
  const stream = await openStream(scene, path)
  const [second, all] = [await scene.connect(path), await scene.connect('/mcp')]
  await all.callTool({ name: `${name}_echo`, arguments: { message: 'x' } })
  const record = scene.nextRecord()
  const { began, ended } = scene.command('revoke', name, '--local', '--yes')
  const seen = {
    'call under way': call.cut,
    'open stream': stream.cut,
    'second session': lastCall(second, 'echo'),
    'several servers as one': lastCall(all, `${name}_echo`),
    'new session': record.then(() => newSession(scene, path)),
    'the command itself': ended.then(now),
  }
  const times = await since({ [FROM_RECORD]: await record, [FROM_COMMAND]: began }, seen)
  await scene.leave()
  const back = scene.nextRecord()
  const restore = scene.command('restore', name, '--local', '--yes')
  const lit = { 'served again': servedAgain(scene, path) }
  const again = await since({ [FROM_RECORD]: await back, [FROM_COMMAND]: restore.began }, lit)
  await restore.ended
  return new Map([...times, ...again])
}

/** All servers go dark by one command: the last of them. */
const three = async (scene: Scene): Promise<Times> => {
  const calls = await Promise.all(
    SERVERS.map(async (name) => callUnderWay(await scene.connect(`/mcp/${name}`))),
  )
  const record = scene.nextRecord()
  const { began, ended } = scene.command('revoke', ...SERVERS, '--local', '--yes')
  const last = Promise.all(calls.map(({ cut }) => cut)).then((moments) => Math.max(...moments))
  const seen = { [`the last of ${SERVERS.length} servers`]: last }
  const times = await since({ [FROM_RECORD]: await record, [FROM_COMMAND]: began }, seen)
  await ended
  await scene.leave()
  const restore = scene.command('restore', ...SERVERS, '--local', '--yes')
  await restore.ended
  await Promise.all(SERVERS.map((name) => servedAgain(scene, `/mcp/${name}`)))
  return times
}

interface Recorded {
  /** Default: the whole server. */
  readonly tool?: string
  /** Done right before, while the call is under way. */
  readonly first?: () => Promise<void>
}

/** A record that is written as `revoke` writes it. */
const recorded = async (scene: Scene, what: string, { tool, first }: Recorded = {}): Promise<Times> => {
  const name = SERVERS.at(-1) ?? ''
  const call = await callUnderWay(await scene.connect(`/mcp/${name}`))
  await first?.()
  const record = scene.nextRecord()
  const part = tool === undefined ? undefined : { tool }
  await scene.record('recorded', name, part)
  const times = await since({ [FROM_RECORD]: await record }, { [what]: call.cut })
  await scene.leave()
  await scene.record('restored', name, part)
  await servedAgain(scene, `/mcp/${name}`)
  return times
}

/** One run gives the times of several rows, which come one after the other. */
const rows = (names: readonly string[], run: () => Promise<Times>): Probe[] => {
  let times: Times = new Map()
  const take = async (): Promise<void> => {
    times = new Map()
    times = await run()
  }
  return names.map((name, i) => ({
    name,
    ...(i === 0 ? { before: take } : {}),
    measure: () => {
      const time = times.get(name)
      return time === undefined
        ? Promise.reject(new Error('its run failed'))
        : Promise.resolve({ time, memory: undefined })
    },
  }))
}

const each = (what: readonly string[], from: readonly string[]): string[] =>
  from.flatMap((start) => what.map((name) => `${name}, ${start}`))

export default async (): Promise<Benchmark> => {
  const [scene, full] = [new Scene(), new Scene()]
  const close = async (): Promise<void> => {
    await Promise.all([scene.stop(), full.stop()])
  }
  try {
    await Promise.all([scene.start(0), full.start(MANY)])
  } catch (error) {
    await close()
    throw error
  }
  const clients = ['call under way', 'open stream', 'second session', 'several servers as one', 'new session']
  const last = `the last of ${SERVERS.length} servers`
  const tool = 'call of a tool that is revoked'
  const many = `call under way, ${MANY.toLocaleString('en')} records before`
  const reading = `call under way, while ${MANY.toLocaleString('en')} changed files are read`
  const both = [FROM_RECORD, FROM_COMMAND]
  const beginReading = async (): Promise<void> => {
    full.touch()
    await delay(READING)
  }
  const candidates = [
    ...rows(each([...clients, 'the command itself', 'served again'], both), () => one(scene)),
    ...rows(each([last], both), () => three(scene)),
    ...rows(each([tool], [FROM_RECORD]), () => recorded(scene, tool, { tool: 'trigger-*' })),
    ...rows(each([many], [FROM_RECORD]), () => recorded(full, many)),
    ...rows(each([reading], [FROM_RECORD]), () => recorded(full, reading, { first: beginReading })),
  ]
  const dark = each([...clients, last, tool, many, reading], [FROM_RECORD])
  return {
    title: 'time to dark in `dev`',
    rounds: 15,
    candidates,
    peers: [],
    notes: [
      `load of the machine before: ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} processors`,
    ],
    targets: dark.map((candidate) => ({ candidate, worst: MAX })),
    close,
  }
}
