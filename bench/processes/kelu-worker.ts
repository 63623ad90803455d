import { spread } from '../../domain/stable-hash.ts'
import { type Run, runShards } from '../../models/run.ts'
import { createMovedClock } from '../../sandbox/demo/moved-clock.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { startKelu } from '../../server/start.ts'
import { copyOf } from '../copy.ts'
import { answer } from './answer.ts'

const dayMs = 86_400_000
const lookEveryMs = 20
const shards = Array.from({ length: runShards }, (_, shard) => shard)

const clock = createMovedClock(new Date())
const config = loadConfig(process.env)
const kelu = await startKelu(config, { log: createLog(config.logLevel), clock })
const runs = kelu.connection.db!.collection<Run>('runs')
const customers = kelu.connection.db!.collection<{ _id: string }>('customers')

answer({
  /**
   * One customer enters the journey the ordinary way; the others are copies of that customer and that run, because
   * the entries are not what is measured.
   */
  enter: async ({ journeyId, count }: { journeyId: string; count: number }) => {
    const claim = { kind: 'ext', system: 'bench', value: '0' } as const
    const first = await kelu.customers.getOrCreate([claim], { source: 'bench', at: clock.now() })
    const runId = await kelu.journeys.enter(journeyId, first._id, 'bench')
    const customer = await customers.findOne({ _id: first._id })
    const run = await runs.findOne({ _id: runId ?? '' })
    if (!customer || !run) throw new Error('nobody entered the journey')
    const ids = Array.from({ length: count - 1 }, (_, number) => `${first._id}x${number}`)
    await copyOf(customers, ids, (_id) => ({ ...customer, _id, ids: [] }))
    await copyOf(runs, ids, (customerId) => ({
      ...run,
      _id: `${journeyId}:${customerId}:1`,
      customerId,
      shard: spread(customerId, runShards),
    }))
    return run
  },

  /** Lets a day pass and times, in ms, until every run has left the step it waited at; the jobs do it, as ever. */
  passDay: async (patienceMs: number) => {
    const place = await runs.findOne({ state: 'active' }, { projection: { versionId: 1, stepId: 1 } })
    if (!place) throw new Error('nobody is on the way')
    const { versionId, stepId } = place
    clock.jumpTo(new Date(clock.now().getTime() + dayMs + 60_000))
    const begun = performance.now()
    await kelu.jobs.sweepNow()
    while ((await runs.findOne({ versionId, stepId, shard: { $in: shards } })) !== null) {
      if (performance.now() - begun > patienceMs) throw new Error('the runs did not advance in time')
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    }
    return performance.now() - begun
  },

  /** So many customers, copies of one who came the ordinary way. From now on the jobs stand still. */
  crowd: async (count: number) => {
    await kelu.jobs.drain()
    const claim = { kind: 'ext', system: 'bench', value: '0' } as const
    const first = await kelu.customers.getOrCreate([claim], { source: 'bench', at: clock.now() })
    const customer = await customers.findOne({ _id: first._id })
    if (!customer) throw new Error('there is nobody')
    const ids = Array.from({ length: count - 1 }, (_, number) => `${first._id}x${number}`)
    await copyOf(customers, ids, (_id) => ({ ...customer, _id, ids: [] }))
  },

  /** Lets a day pass, enrols everybody of the broadcast that is due, and times it in ms. */
  enrol: async (count: number) => {
    clock.jumpTo(new Date(clock.now().getTime() + dayMs + 60_000))
    const begun = performance.now()
    const enrolled = await kelu.journeys.startScheduled()
    const ms = performance.now() - begun
    if (enrolled !== count) throw new Error(`${enrolled} of ${count} were enrolled`)
    return ms
  },

  anyRun: () => runs.findOne({ state: 'active' }),

  /** CPU time of this process so far, ms. */
  cpuMs: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
})
