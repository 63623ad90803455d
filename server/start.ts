import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createCoordinationRedis } from '../channels/coordination/redis-client.ts'
import { createActivity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import { createSealing } from '../domain/customers/sealing.ts'
import { type LoadedDefinitions, loadDefinitions } from '../domain/language/load.ts'
import type { Log } from '../domain/log.ts'
import { type Connection, connectStore } from '../models/connect.ts'
import { NewerStoreError } from '../models/migrations/migrate.ts'
import { checkKeys } from './check-keys.ts'
import { type Config, ConfigError } from './config.ts'
import { createHttpServer } from './http-server.ts'
import { readStaffFile } from './staff-file.ts'
import { createStoreClock } from './store-clock.ts'
import { type Platforms, wirePlatforms } from './wiring/platforms.ts'
import { type Stores, takeOverStore, wireStores } from './wiring/stores.ts'
import { type Wired, type WiringInput, wire } from './wiring.ts'

const closeGraceMs = 10_000

export interface StartOptions {
  log: Log
  /** Absent = the machine's clock, corrected by the store's. */
  clock?: Clock
  /** Lets a start-up file of its own put something around what it wires, e.g. points at which a test kills. */
  adapt?: { stores?(stores: Stores): Stores; platforms?(platforms: Platforms): Platforms }
  options?: WiringInput['options']
}

export interface Kelu extends Wired {
  /** Where it listens; null for ROLE=worker. */
  url: string | null
  connection: Connection
  /** Requests, background work and jobs under way in this process. */
  inFlight(): number
  /** Stops taking work, lets what is under way finish, and lets go of everything. End the process afterwards. */
  close(): Promise<void>
}

/**
 * Starts one Kelu process by its settings: store, definitions, wiring, web server, jobs. A start that fails leaves
 * nothing behind.
 * @throws ConfigError for a setting only the start can find wrong
 */
export async function startKelu(config: Config, options: StartOptions): Promise<Kelu> {
  const { log } = options
  const held: (() => unknown)[] = []
  /** Lets go of everything, the latest first; what does not let go keeps nothing else. */
  async function letGo(): Promise<void> {
    for (let close = held.pop(); close; close = held.pop()) {
      try {
        await close()
      } catch (error) {
        log.error({ err: error }, 'not ended cleanly; the next start takes up what was left')
      }
    }
  }

  try {
    const store = config.mongodbUri ? null : await startBuiltInStore(config, log)
    held.push(() => store?.close())
    const connection = await telling(
      'MONGODB_URI',
      'check the address and that MongoDB runs',
      connectStore(config.mongodbUri ?? store?.uri ?? ''),
    )
    held.push(() => connection.close())
    const redis = config.redisUrl ? createCoordinationRedis({ url: config.redisUrl, log }) : null
    held.push(() => redis?.disconnect())
    const storeClock = options.clock ? null : await createStoreClock(connection)
    held.push(() => storeClock?.stop())
    const clock = options.clock ?? (storeClock as Clock)

    const made = wireStores(connection)
    const stores = options.adapt?.stores?.(made) ?? made
    const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
    const presence = await enter(stores.processes, {
      id: workerId,
      role: config.role,
      shared: redis !== null,
    })
    held.push(presence.leave)
    await checkKeys(stores.keys, config)
    await takeOver(connection, config, workerId, log)

    const { definitions, refused } = await readTemplates(config.templatesDir, clock.now(), log)
    for (const off of config.off) log.warn({ off }, 'switched off: not configured')

    const activity = createActivity((error, name) =>
      log.error({ err: error, name }, 'background work failed'),
    )
    const sealer = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
    const platformPorts = wirePlatforms({ config, redis, clock, log, tokens: stores.tokens, sealer })
    held.push(platformPorts.close, activity.settled)
    const platforms = options.adapt?.platforms?.(platformPorts) ?? platformPorts
    const wired = wire({
      config,
      connection,
      stores,
      platforms,
      definitions,
      activity,
      clock,
      log,
      workerId,
      options: options.options,
    })
    const published = await wired.journeys.publish(definitions.journeys)
    log.info({ ...published }, 'journeys published')
    await holdWithoutFile(wired, { definitions, refused }, log)
    if (config.staffFile) await wired.directory.save(await readStaffFile(config.staffFile))

    const server = config.role === 'worker' ? null : createHttpServer(wired.app)
    const port =
      server && (await telling('PORT', 'end what uses it, or set another port', server.listen(config.port)))
    // Let go of in reverse: what is not begun is left to others before anything else.
    held.push(wired.jobs.close, () => server?.close(closeGraceMs), wired.inbox.stop)
    if (config.role !== 'web') await wired.jobs.start()

    return {
      ...wired,
      connection,
      url: port === null ? null : `http://127.0.0.1:${port}`,
      inFlight: () =>
        (server?.inFlight() ?? 0) +
        activity.inFlight +
        wired.jobs.activity().running +
        (wired.jobs.activity().sweeping ? 1 : 0),
      close: letGo,
    }
  } catch (error) {
    await letGo()
    throw error
  }
}

/** A setting that fails at start is told by its name and what to do about it, without a stack trace. */
async function telling<T>(setting: string, todo: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new ConfigError([`${setting}: ${(error as Error).message.split('\n')[0]}; ${todo}`])
  }
}

async function readTemplates(dir: string, now: Date, log: Log): Promise<LoadedDefinitions> {
  const todo = 'name a folder whose files this process may read'
  const loaded = await telling('TEMPLATES_DIR', todo, loadDefinitions(dir, now))
  const { definitions, faults, warnings } = loaded
  for (const fault of faults) log.error({ ...fault }, 'a definition was refused; the others are in use')
  for (const warning of warnings) log.warn({ ...warning }, 'a definition will not do all it says')
  if (definitions.channelCodes.some(({ state }) => state === undefined)) return loaded
  throw new ConfigError([
    `TEMPLATES_DIR: no valid channel code without a state in ${dir}; it serves everybody else, see templates/channels/default.yaml`,
  ])
}

/** A journey whose file is gone holds its people; one whose file is refused goes on as last published. */
async function holdWithoutFile(
  { journeys }: Pick<Wired, 'journeys'>,
  { definitions, refused }: Pick<LoadedDefinitions, 'definitions' | 'refused'>,
  log: Log,
): Promise<void> {
  const wrong = refused.filter(({ kind }) => kind === 'journey').map(({ id }) => id)
  if (wrong.length > 0) log.warn({ journeys: wrong }, 'refused journeys go on as last published, if ever')
  await journeys.keepOnly([...definitions.journeys.map(({ id }) => id), ...wrong])
  const held = await journeys.held()
  if (held.length > 0) log.warn({ held }, 'people are held at steps whose definition is not there')
}

async function takeOver(connection: Connection, config: Config, workerId: string, log: Log): Promise<void> {
  try {
    await takeOverStore(connection, workerId, log)
  } catch (error) {
    if (!(error instanceof NewerStoreError)) throw error
    throw new ConfigError([
      `${config.mongodbUri ? 'MONGODB_URI' : 'DATA_DIR'}: a newer Kelu has worked on this store (${error.store}; this one knows ${error.program ?? 'none of its changes'}); start the newer one, or a copy of the store made before`,
    ])
  }
}

async function startBuiltInStore(config: Config, log: Log) {
  const { startEmbeddedStore } = await import('../embedded/server.ts')
  log.info({ dataDir: config.dataDir }, 'MONGODB_URI is not set: the built-in store is used')
  return telling(
    'DATA_DIR',
    'the built-in store needs a folder of its own that it may write to',
    startEmbeddedStore({ dataDir: config.dataDir, log }),
  )
}

/** Takes a place on the store; processes that share no Redis must be alone on it. */
async function enter(
  processes: Stores['processes'],
  me: { id: string; role: string; shared: boolean },
): Promise<{ leave(): Promise<void> }> {
  await processes.announce(me)
  const others = await processes.others(me.id)
  const alone = others.filter((other) => !other.shared)
  if (others.length > 0 && (!me.shared || alone.length > 0)) {
    await processes.leave(me.id)
    const who = others.map((other) => `pid ${other.pid} on ${other.host}`).join(', ')
    throw new ConfigError([
      `REDIS_URL: another Kelu runs on this store (${who}); set it for all of them, or end that one (if it was killed on another machine, its place is free after 30 seconds)`,
    ])
  }
  const timer = setInterval(() => void processes.announce(me).catch(() => undefined), processes.leaseMs / 3)
  timer.unref()
  return {
    async leave() {
      clearInterval(timer)
      await processes.leave(me.id)
    },
  }
}
