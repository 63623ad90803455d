import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createCoordinationRedis } from '../channels/coordination/redis-client.ts'
import { createRedisLive } from '../channels/coordination/redis-live.ts'
import { createActivity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import { createSealing } from '../domain/customers/sealing.ts'
import { createPublished } from '../domain/definitions/published.ts'
import { readSources } from '../domain/language/load.ts'
import type { Log } from '../domain/log.ts'
import { createWecomPictures } from '../domain/media/wecom-pictures.ts'
import { type Connection, connectStore } from '../models/connect.ts'
import { NewerStoreError } from '../models/migrations/migrate.ts'
import { checkKeys } from './check-keys.ts'
import { type Config, ConfigError } from './config.ts'
import { eraseReturned } from './erase-returned.ts'
import { createHttpServer } from './http-server.ts'
import { createLive } from './live/live.ts'
import { createPlatformWatch } from './platform-watch.ts'
import { NoDefaultCodeError, seedDefinitions } from './seed-definitions.ts'
import { readStaffFile } from './staff-file.ts'
import { createStoreClock } from './store-clock.ts'
import { tellPlaceholders } from './tell-placeholders.ts'
import { wireMailListener } from './wiring/mail-listener.ts'
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
  /** Where it tells health and figures. */
  opsUrl: string
  /** Where it hears bounces; null where it does not. */
  mailPort: number | null
  /** A one-time link for the first owner of the marketers' page; null once there is somebody who may log in. */
  welcomeFirstOwner(): Promise<{ url: string; expiresAt: Date } | null>
  /** Asks the platforms from now on whether they take us, and has the doctor look each hour. */
  watchPlatforms(): void
  connection: Connection
  /** Requests, background work and jobs under way in this process. */
  inFlight(): number
  /** Stops taking work, lets what is under way finish, and lets go of everything. End the process afterwards. */
  close(): Promise<void>
}

/**
 * Starts one Kelu process by its settings. What can be found wrong is looked at first (files, port, store, keys); only
 * then is anything published. A start that fails changes nothing and leaves nothing behind.
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
    const sources = await telling(
      'TEMPLATES_DIR',
      'name a folder whose files this process may read',
      readSources(config.templatesDir),
    )
    await tellPlaceholders(config, log)
    const team = config.staffFile ? await readStaffFile(config.staffFile) : null
    for (const off of config.off) log.warn({ off }, 'switched off: not configured')

    // Held from now on, answering that we are on our way.
    const server = createHttpServer()
    held.push(() => server.close(closeGraceMs))
    const [setting, wanted] =
      config.role === 'worker' ? (['OPS_PORT', config.opsPort] as const) : (['PORT', config.port] as const)
    const elsewhere = 'end what uses it, or set another port'
    const port = await telling(setting, elsewhere, server.listen(wanted))

    const mail = wireMailListener(config, log)
    held.push(() => mail?.listener.close(closeGraceMs))
    const mailPort =
      mail && (await telling('EMAIL_BOUNCE_PORT', elsewhere, mail.listener.listen(mail.wanted)))

    const store = config.mongodbUri ? null : await startBuiltInStore(config, log)
    held.push(() => store?.close())
    const uri = config.mongodbUri ?? store?.uri ?? ''
    const connection = await telling(
      'MONGODB_URI',
      'check the address and that MongoDB runs',
      sayingThatItWaits({ setting: 'MONGODB_URI', hosts: hostsOf(uri) }, connectStore(uri), log),
    )
    held.push(() => connection.close())
    const redis = config.redisUrl ? createCoordinationRedis({ url: config.redisUrl, log }) : null
    held.push(() => redis?.disconnect())
    const live = createLive({ relay: redis && createRedisLive({ redis, log }) })
    held.push(live.close)
    const storeClock = options.clock ? null : await createStoreClock(connection)
    held.push(() => storeClock?.stop())
    const clock = options.clock ?? (storeClock as Clock)

    const made = wireStores(connection)
    const stores = options.adapt?.stores?.(made) ?? made
    const published = createPublished({
      store: stores.definitions,
      log,
      acted: () => {
        live.announce('definitions')
        void presence.announce().catch(() => undefined)
      },
    })
    const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
    const presence = await enter(stores.processes, {
      id: workerId,
      role: config.role,
      shared: redis !== null,
      port,
      publication: () => published.snapshot().number,
      clockAheadMs: () => options.clock && options.clock.now().getTime() - Date.now(),
    })
    held.push(presence.leave)
    await checkKeys(stores.keys, config)
    await takeOver(connection, config, workerId, log)

    const activity = createActivity((error, name) =>
      log.error({ err: error, name }, 'background work failed'),
    )
    const sealer = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
    const platformPorts = wirePlatforms({
      config,
      redis,
      clock,
      log,
      tokens: stores.tokens,
      sealer,
      pictures: (corpId) => createWecomPictures(stores.media, corpId),
    })
    held.push(platformPorts.close, activity.settled)
    const platforms = options.adapt?.platforms?.(platformPorts) ?? platformPorts
    const wired = wire({
      config,
      connection,
      storeUri: uri,
      stores,
      platforms,
      published,
      activity,
      clock,
      live,
      log,
      workerId,
      storeTakesWrites: presence.announce,
      options: options.options,
    })
    const watch = createPlatformWatch({ checks: platforms.checks, log, report: wired.metrics.platform })
    held.push(watch.close, wired.doctor.close)

    held.push(wired.simulations.close)

    await eraseReturned(config, stores, wired.erasures)
    if (team) await wired.directory.save(team)
    await seed({
      sources,
      published,
      publish: wired.publish,
      store: stores.definitions,
      drafts: stores.drafts,
      now: clock.now(),
      log,
    })
    await tellHeld(wired, log)
    published.follow()
    held.push(published.close)
    held.push(wired.jobs.close)
    if (config.role !== 'web') await wired.jobs.start()
    server.serve(wired.app)
    mail?.listener.serve({ inbox: wired.inbox, clock, background: activity.background })
    // Let go of in reverse: what is not begun is left to others, and what is under way ends before what it works with.
    // Streams first: a request that never ends would hold up the rest.
    held.push(
      () => server.close(closeGraceMs),
      () => mail?.listener.close(closeGraceMs),
      wired.inbox.stop,
      wired.webhooks.stop,
      live.close,
    )

    const opsUrl = `http://127.0.0.1:${port}`
    return {
      ...wired,
      connection,
      url: config.role === 'worker' ? null : opsUrl,
      opsUrl,
      mailPort,
      welcomeFirstOwner: wired.admin.welcomes.forFirstOwner,
      watchPlatforms() {
        watch.start()
        wired.doctor.start()
        if (config.role !== 'web') wired.hearMissed()
      },
      inFlight: () =>
        // A stream waits for work and is none.
        server.inFlight() -
        live.open() +
        (mail?.listener.inFlight() ?? 0) +
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

/** Real time: within three seconds an operator knows what is waited for. */
const sayAfterMs = 2_500

/** Says again and again what is waited for, until it has come or failed. */
async function sayingThatItWaits<T>(about: object, work: Promise<T>, log: Log): Promise<T> {
  const timer = setInterval(() => log.warn({ ...about }, 'no answer yet; still trying'), sayAfterMs)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

/** Where a MongoDB address leads, without user and password. */
function hostsOf(uri: string): string {
  return /^[^:]+:\/\/(?:[^/]*@)?([^/?]*)/.exec(uri)?.[1] ?? ''
}

async function seed(input: Parameters<typeof seedDefinitions>[0]): Promise<void> {
  try {
    await seedDefinitions(input)
  } catch (error) {
    if (!(error instanceof NoDefaultCodeError)) throw error
    throw new ConfigError([
      'TEMPLATES_DIR: no valid channel code without a state; it serves everybody else, see templates/channels/default.yaml',
    ])
  }
}

async function tellHeld({ journeys }: Pick<Wired, 'journeys'>, log: Log): Promise<void> {
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

async function startBuiltInStore({ dataDir }: Config, log: Log) {
  const { startEmbeddedStore } = await import('../embedded/server.ts')
  log.info({ dataDir }, 'MONGODB_URI is not set: the built-in store is used')
  return telling(
    'DATA_DIR',
    'the built-in store needs a folder of its own that it may write to',
    startEmbeddedStore({ dataDir, log }),
  )
}

/** Takes a place on the store; processes that share no Redis must be alone on it. */
async function enter(
  processes: Stores['processes'],
  who: {
    id: string
    role: string
    shared: boolean
    port: number
    publication: () => number
    clockAheadMs: () => number | undefined
  },
): Promise<{ announce(): Promise<void>; leave(): Promise<void> }> {
  const me = { ...who, publication: 0, clockAheadMs: who.clockAheadMs() }
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
  const announce = () =>
    processes.announce({ ...me, publication: who.publication(), clockAheadMs: who.clockAheadMs() })
  const timer = setInterval(() => void announce().catch(() => undefined), processes.leaseMs / 3)
  timer.unref()
  return {
    announce,
    async leave() {
      clearInterval(timer)
      await processes.leave(me.id)
    },
  }
}
