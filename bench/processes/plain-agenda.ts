import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import { MongoClient, ObjectId } from 'mongodb'
import type { AgendaSetting, AgendaSitting } from '../agenda-sweep.ts'
import { copyOf } from '../copy.ts'
import { answer } from './answer.ts'

const lookEveryMs = 20
const client = await MongoClient.connect(process.env.BARE_URI ?? '')
let sittings = 0

answer({
  /** A job that does nothing for each of `count` customers, all due; timed until the last one is gone from the store. */
  sit: async (given: AgendaSetting & { count: number; patienceMs: number }): Promise<AgendaSitting> => {
    sittings += 1
    const collection = `jobs${sittings}`
    const backend = new MongoBackend({ mongo: client.db(), collection, ensureIndex: true })
    const { concurrency, processEveryMs, lockLimit } = given
    const agenda = new Agenda({
      backend,
      name: collection,
      processEvery: processEveryMs,
      removeOnComplete: true,
    })
    agenda.define('advance', () => {}, { concurrency, lockLimit })
    await agenda.ready

    const jobs = client.db().collection(collection)
    const nextRunAt = new Date()
    const ids = Array.from({ length: given.count }, (_, at) => `customer-${at}`)
    await copyOf(jobs, ids, (customerId) => ({
      _id: new ObjectId(),
      name: 'advance',
      type: 'normal',
      data: { customerId },
      priority: 0,
      nextRunAt,
      lockedAt: null,
    }))

    const begun = performance.now()
    await agenda.start()
    // Looked at as cheaply as can be: Agenda works in this very process.
    const isEmpty = async () => (await jobs.findOne({}, { projection: { _id: 1 } })) === null
    while (performance.now() - begun < given.patienceMs && !(await isEmpty())) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    }
    const seconds = (performance.now() - begun) / 1_000
    const done = given.count - (await jobs.countDocuments({}))
    await agenda.stop(false)
    await jobs.drop()
    return { done, perSecond: done / seconds }
  },
})
