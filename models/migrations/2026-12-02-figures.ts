import type { Connection } from 'mongoose'
import { countedEvents, type EventRecord } from '../events.ts'
import { hourMs, hourOf } from '../hour-marks.ts'
import type { Order } from '../orders.ts'
import { createRollupHourStore } from '../rollup-hours.ts'
import type { Run } from '../run.ts'
import { madeAtOf, type Task } from '../tasks.ts'
import { countedAtOf, type Touch } from '../touch.ts'
import type { Migration, Progress } from './migrate.ts'

const batch = 500
type Opener = (moments: readonly (Date | undefined)[]) => Promise<void>
type Page = (after: string, limit: number) => Promise<string | null>

/**
 * Until 0.1 there were no figures by the hour. Touches get the moment they count at, and every hour that anything counts in is marked,
 * so that the roller counts them all, the newest first.
 */
export const figuresByTheHour: Migration = {
  id: '2026-12-02-figures',
  async run(connection, progress) {
    const stages: [name: string, page: Page][] = [
      ['touches', touches(connection)],
      ['runs', runs(connection)],
      ['orders', orders(connection)],
      ['tasks', tasks(connection)],
    ]
    const [reached, from = ''] = splitOnce(progress.after ?? 'touches ')
    const begin = Math.max(
      0,
      stages.findIndex(([name]) => name === reached),
    )
    if (reached !== 'events') {
      for (const [name, page] of stages.slice(begin))
        await through(name, page, name === reached ? from : '', progress)
    }
    await events(connection, progress)
  },
}

async function through(name: string, page: Page, from: string, progress: Progress): Promise<void> {
  for (let after: string | null = from; after !== null; ) {
    after = await page(after, batch)
    if (after !== null) await progress.keep(`${name} ${after}`)
  }
}

function openerOf(
  connection: Connection,
  source: 'runs' | 'touches' | 'orders' | 'tasks' | 'events',
): Opener {
  const hours = createRollupHourStore(connection)
  return async (moments) => {
    const times = new Set(moments.flatMap((at) => (at === undefined ? [] : [hourOf(at).getTime()])))
    await hours.openAll(
      source,
      [...times].map((time) => new Date(time)),
      await hours.now(),
    )
  }
}

/** Pages of a collection by id, each with what becomes of it. */
function pagesOf<T extends { _id: string }>(
  connection: Connection,
  name: string,
  fields: readonly string[],
  dealWith: (page: T[]) => Promise<void>,
): Page {
  const collection = connection.collection<T>(name)
  const projection = Object.fromEntries(fields.map((field) => [field, 1]))
  return async (after, limit) => {
    const page = (await collection
      .find({ _id: { $gt: after } } as never, { projection })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray()) as unknown as T[]
    if (page.length > 0) await dealWith(page)
    return page.length < limit ? null : (page.at(-1)?._id ?? null)
  }
}

function touches(connection: Connection): Page {
  const open = openerOf(connection, 'touches')
  const fields = ['state', 'sentAt', 'decisions.at', 'decisions.final', 'rev']
  return pagesOf<Touch>(connection, 'touches', fields, async (page) => {
    const moments = page.map((touch) => countedAtOf({ ...touch, decisions: touch.decisions ?? [] }))
    const updates = page.flatMap(({ _id, rev }, n) => {
      const countedAt = moments[n]
      // Whoever moves it meanwhile says it anew.
      return countedAt === undefined
        ? []
        : [{ updateOne: { filter: { _id, rev }, update: { $set: { countedAt } } } }]
    })
    if (updates.length > 0)
      await connection.collection<Touch>('touches').bulkWrite(updates, { ordered: false })
    await open(moments)
  })
}

function runs(connection: Connection): Page {
  const open = openerOf(connection, 'runs')
  return pagesOf<Run>(connection, 'runs', ['startedAt', 'endedAt', 'goalMetAt'], (page) =>
    open(page.flatMap(({ startedAt, endedAt, goalMetAt }) => [startedAt, endedAt, goalMetAt])),
  )
}

function orders(connection: Connection): Page {
  const open = openerOf(connection, 'orders')
  return pagesOf<Order>(connection, 'orders', ['payment.at'], (page) =>
    open(page.map(({ payment }) => payment?.at)),
  )
}

function tasks(connection: Connection): Page {
  const open = openerOf(connection, 'tasks')
  return pagesOf<Task>(connection, 'tasks', ['createdAt', 'doneAt', 'state'], (page) =>
    open(page.flatMap((task) => [madeAtOf(task), task.doneAt])),
  )
}

/** From hour to hour by the index of names and moments: of all events few count. */
async function events(connection: Connection, progress: Progress): Promise<void> {
  const collection = connection.collection<EventRecord>('events')
  const open = openerOf(connection, 'events')
  await progress.keep('events ')
  for (const name of countedEvents) {
    let found: Date[] = []
    for (let from = new Date(0); ; ) {
      const next = await collection
        .find({ name, at: { $gte: from } }, { projection: { at: 1 } })
        .sort({ name: 1, at: 1 })
        .limit(1)
        .next()
      if (next !== null) found.push(next.at)
      if (next === null || found.length === batch) {
        await open(found)
        found = []
        await progress.keep('events ')
      }
      if (next === null) break
      from = new Date(hourOf(next.at).getTime() + hourMs)
    }
  }
}

/** What stands before the first space, and what behind it. */
function splitOnce(text: string): [string, string] {
  const place = text.indexOf(' ')
  return [text.slice(0, place), text.slice(place + 1)]
}
