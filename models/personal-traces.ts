import type { Collection, Document, Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import type { GroupSendPerson } from './group-send-people.ts'
import type { GroupSend } from './group-sends.ts'
import type { Import } from './imports.ts'

/** What somebody is found by in the whole store. */
export interface Traces {
  /** Every id they ever had with us. */
  customers: string[]
  /** Identity keys: `unionid:…`, `external:<corp>:…`, `phone:<blind index>` and so on. */
  keys: string[]
  /** What they are called elsewhere, in clear: ids of platforms and of other systems, phone, e-mail. */
  values: string[]
  /** What they are called, too common to be looked for where others are told of. */
  names: string[]
}

type Doc = Document & { _id: string }

const pageSize = 500
/** Stands where something of theirs stood in what others wrote. */
export const erasedWords = '（已删除）'
/** Of an import that had not begun. */
const fileGoneWords = '有客户要求删除个人信息，还没导入的文件一并清掉了：重新上传就行'

export type PersonalTraces = ReturnType<typeof createPersonalTraces>

/**
 * Takes one person out of every collection. All of it may be done again at any time; each returns how many documents it
 * concerned. What figures count is marked by the collections themselves, as with every write.
 */
export function createPersonalTraces(connection: Connection) {
  /** The collection as its store opened it: with the marks that figures need. */
  function at<T extends { _id: string } = Doc>(name: string): Collection<T> {
    const model = connection.models[name]
    if (model === undefined)
      throw new Error(`the store of ${name} is not open, so nobody can be taken out of it`)
    return model.collection as unknown as Collection<T>
  }

  async function remove(name: string, filter: object): Promise<number> {
    return (await at(name).deleteMany(filter as Filter<Doc>)).deletedCount
  }

  /** Documents of these ids, however many: a filter has an end. */
  async function removeIds(name: string, ids: readonly string[]): Promise<number> {
    let removed = 0
    for (let from = 0; from < ids.length; from += pageSize)
      removed += await remove(name, { _id: { $in: ids.slice(from, from + pageSize) } })
    return removed
  }

  const startingWith = (prefix: string) => ({ _id: { $gte: `${prefix}:`, $lt: `${prefix};` } })

  async function idsIn(name: string, filter: object): Promise<string[]> {
    const found = await at(name)
      .find(filter as Filter<Doc>, { projection: { _id: 1 } })
      .toArray()
    return found.map(({ _id }) => _id)
  }

  /** Documents by `_id` under each of these, or exactly that. */
  async function removeUnder(name: string, prefixes: readonly string[]): Promise<number> {
    let removed = await removeIds(name, prefixes)
    for (const prefix of prefixes) removed += await remove(name, startingWith(prefix))
    return removed
  }

  const theirs = ({ customers }: Traces) => ({ customerId: { $in: customers } })

  /** `<batch>:<whose>`, for all batches there are. */
  async function limitsOf({ customers, keys }: Traces): Promise<string[]> {
    const batches = await idsIn('couponStocks', {})
    const whose = [...customers, ...valuesOf(keys, 'unionid')]
    return batches.flatMap((batch) => whose.map((who) => `${batch}:${who}`))
  }

  /** `<journey>:<customer>`, with whatever follows. */
  async function entriesOf({ customers }: Traces): Promise<string[]> {
    const journeys = await idsIn('journeys', {})
    return journeys.flatMap((journey) => customers.map((customer) => `${journey}:${customer}`))
  }

  const removals: Record<string, (traces: Traces) => Promise<number>> = {
    // Who leads to them goes first: an id that leads to nobody would write them down again.
    identities: (traces) => remove('identities', theirs(traces)),
    customers: ({ customers }) => removeIds('customers', customers),
    sessions: ({ customers }) => remove('sessions', { subject: { $in: customers } }),
    links: async (traces) => {
      const touches = await idsIn('touches', theirs(traces))
      let removed = 0
      for (let from = 0; from < touches.length; from += pageSize)
        removed += await remove('links', { touchId: { $in: touches.slice(from, from + pageSize) } })
      // Of a group-send the link is everybody's, and only began with them.
      return removed + (await remove('links', { ...theirs(traces), groupSend: null }))
    },
    taskCodes: async (traces) => {
      const tasks = await idsIn('tasks', theirs(traces))
      return tasks.length === 0 ? 0 : remove('taskCodes', { taskId: { $in: tasks } })
    },
    lostFriendNotes: async (traces) => removeIds('lostFriendNotes', await idsIn('events', theirs(traces))),
    entries: async (traces) => removeUnder('entries', await entriesOf(traces)),
    couponLimits: async (traces) => removeIds('couponLimits', await limitsOf(traces)),
    groupSends: (traces) => cleanGroupSends(traces),
    ...Object.fromEntries(
      ['events', 'touches', 'runs', 'tasks', 'materialReadings', 'groupSendPeople', 'unpaidOrders'].map(
        (name) => [name, (traces: Traces) => remove(name, theirs(traces))],
      ),
    ),
    codeArrivals: async (traces) =>
      (await remove('codeArrivals', { external: { $in: valuesOf(traces.keys, 'external') } })) +
      (await remove('codeArrivals', theirs(traces))),
    orderIntents: ({ customers }) => removeUnder('orderIntents', customers),
    tagPushes: ({ customers }) => removeUnder('tagPushes', customers),
    kfConversations: ({ keys }) => removeUnder('kfConversations', restsOf(keys, 'kf')),
    wecomQuota: ({ keys }) => removeIds('wecomQuota', restsOf(keys, 'external')),
    handOverItems: ({ keys, customers }) =>
      remove('handOverItems', { ref: { $in: [...valuesOf(keys, 'external'), ...customers] } }),
    orders: (traces) => cleanOrders(traces),
  }

  /** Orders stay as books are kept: what was sold, for how much, without where it went, by whom it was paid and what was written to it. */
  async function cleanOrders(traces: Traces): Promise<number> {
    const orders = at('orders')
    const own = await orders
      .find({ ...theirs(traces), own: { $exists: true } } as Filter<Doc>, { projection: { _id: 1 } })
      .toArray()
    const ids = own.map(({ _id }) => _id)
    if (ids.length === 0) return 0
    const cleaned = await orders.updateMany(
      { _id: { $in: ids }, 'own.payer.openid': { $ne: erasedWords } } as Filter<Doc>,
      {
        $set: { 'own.payer.openid': erasedWords },
        $unset: { 'own.address': 1, 'own.remark': 1 },
        $inc: { rev: 1 },
      } as UpdateFilter<Doc>,
    )
    const numbers = ids.map((id) => id.slice(id.indexOf(':') + 1))
    await at('shippingReports').updateMany(
      { _id: { $in: numbers } } as Filter<Doc>,
      {
        $unset: { trackingNo: 1 },
      } as UpdateFilter<Doc>,
    )
    return cleaned.modifiedCount
  }

  /** A text made for one person may call them by their name. */
  async function cleanGroupSends(traces: Traces): Promise<number> {
    const theirParts = await at<GroupSendPerson>('groupSendPeople').find(theirs(traces)).toArray()
    const groupSends = at<GroupSend>('groupSends')
    const found = await groupSends
      .find({ _id: { $in: [...new Set(theirParts.map(({ groupSend }) => groupSend))] } })
      .toArray()
    let cleaned = 0
    for (const { _id, content } of found) {
      const { text } = content
      const without = text && withoutThem(text, traces.names)
      if (without === text) continue
      await groupSends.updateOne({ _id }, { $set: { 'content.text': without } } as UpdateFilter<GroupSend>)
      cleaned += 1
    }
    return cleaned
  }

  /**
   * A page of records nobody is found in by a key, of which those go that tell of them: raw callbacks and forms, the failed ones,
   * too, kept answers, deliveries. `textOf` gives what one says, in clear.
   */
  async function cleanRecords(
    name: string,
    traces: Traces,
    textOf: (record: Doc) => string,
    after: string,
  ): Promise<{ removed: number; next: string | null }> {
    const page = await at(name)
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()
    const about = page.filter((record) => names(traces, record._id) || names(traces, textOf(record)))
    const removed = await removeIds(
      name,
      about.map(({ _id }) => _id),
    )
    return { removed, next: page.length < pageSize ? null : (page.at(-1)?._id ?? null) }
  }

  /**
   * Files of imports, sealed as they came: whose they tell of nobody can see from outside, so all of those go that nobody reads just
   * now. What was not begun is ended with them. Returns whether one is still being read.
   */
  async function cleanImports(now: Date): Promise<{ removed: number; isReading: boolean }> {
    const imports = at<Import>('imports')
    const reading = ['checking', 'running'] as const
    await imports.updateMany(
      { state: { $in: ['uploading', 'mapping', 'checked'] } } as Filter<Import>,
      {
        $set: { state: 'cancelled', says: fileGoneWords, endedAt: now },
        $inc: { step: 1 },
      } as UpdateFilter<Import>,
    )
    const ended = await imports
      .find({ state: { $nin: [...reading] } } as Filter<Import>, { projection: { _id: 1 } })
      .toArray()
    let removed = 0
    for (const { _id } of ended) {
      await remove('importHeldRows', { import: _id })
      const gone = await remove('importParts', { import: _id })
      if (gone > 0) await imports.updateOne({ _id }, { $set: { fileUntil: now } })
      removed += gone
    }
    return {
      removed,
      isReading: (await imports.countDocuments({ state: { $in: [...reading] } } as Filter<Import>)) > 0,
    }
  }

  /** What members wrote down for themselves: the words of a saved look, a text somebody is writing, what a walk through the past came to. */
  async function cleanWritings(traces: Traces): Promise<Record<string, number>> {
    const removed: Record<string, number> = {}
    for (const name of ['customerViews', 'drafts', 'draftCopies', 'simulations']) {
      const collection = at(name)
      removed[name] = 0
      for await (const document of collection.find({})) {
        if (!names(traces, JSON.stringify(document))) continue
        removed[name] += 1
        if (name === 'simulations') await collection.deleteOne({ _id: document._id } as Filter<Doc>)
        else {
          const { _id, ...rest } = withoutThem(document, [...traces.customers, ...traces.values]) as Doc
          await collection.replaceOne({ _id: document._id } as Filter<Doc>, rest as Doc)
        }
      }
    }
    return removed
  }

  return {
    removals,
    cleanRecords,
    cleanImports,
    cleanWritings,
    /** The earliest moment that field holds. */
    async oldest(name: string, field: string): Promise<Date | null> {
      const first = await at(name)
        .find({ [field]: { $exists: true } } as Filter<Doc>, { projection: { [field]: 1 } })
        .sort({ [field]: 1 })
        .limit(1)
        .toArray()
      return (first[0]?.[field] as Date | undefined) ?? null
    },
  }
}

/** What follows the kind: `corp:value` of an external id. */
const restsOf = (keys: readonly string[], kind: string): string[] =>
  keys.flatMap((key) => (key.startsWith(`${kind}:`) ? key.slice(kind.length + 1) : []))

/** The id itself, as the platform calls them. */
const valuesOf = (keys: readonly string[], kind: string): string[] =>
  restsOf(keys, kind).map((rest) => rest.slice(rest.lastIndexOf(':') + 1))

const names = ({ customers, values }: Traces, text: string): boolean =>
  [...customers, ...values].some((value) => text.includes(value))

/** The value with those words taken out of its texts. */
function withoutThem(value: unknown, words: readonly string[]): unknown {
  if (typeof value === 'string')
    return words.reduce((text, word) => text.replaceAll(word, erasedWords), value)
  if (Array.isArray(value)) return value.map((item) => withoutThem(item, words))
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutThem(item, words)]))
  return value
}
