import type { CommandStartedEvent, Document } from 'mongodb'
import { createSkuStore } from '../../models/skus.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { startKelu } from '../../server/start.ts'
import type { RecordedWrites } from '../recorded.ts'
import { answer } from './answer.ts'

const lookEveryMs = 20
/** More of each than anybody buys here. */
const onHand = 10_000_000

const config = loadConfig(process.env)
const kelu = await startKelu(config, { log: createLog(config.logLevel) })
const orders = kelu.connection.db!.collection<Document & { _id: string }>('orders')
const customers = kelu.connection.db!.collection<Document & { _id: string }>('customers')
const skus = createSkuStore(kelu.connection)

const commands: Document[] = []
let before: Pick<RecordedWrites, 'customer' | 'sku'> | null = null

function keepWrites({ commandName, command }: CommandStartedEvent): void {
  if (commandName !== 'insert' && commandName !== 'update') return
  const { lsid: _session, txnNumber: _number, $db: _db, $clusterTime: _time, ...rest } = command
  commands.push(structuredClone(rest))
}

/** Resolves when nothing is left to do of so many paid orders. */
async function booked(count: number, patienceMs: number): Promise<void> {
  const begun = performance.now()
  for (;;) {
    const open = await orders.findOne({ 'own.step': 'open' })
    const unfinished = await orders.findOne({ 'own.step': 'paid', 'own.dueAt': { $exists: true } })
    if (kelu.inFlight() === 0 && open === null && unfinished === null) break
    if (performance.now() - begun > patienceMs) throw new Error('orders were not booked in time')
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  const paid = await orders.countDocuments({ 'own.step': 'paid' })
  if (paid !== count) throw new Error(`${paid} orders of ${count} are paid`)
}

answer({
  url: () => kelu.url,

  /** So many products; their ids. */
  putOnSale: async (count: number) => {
    const ids = Array.from({ length: count }, (_, n) => `piece-${String(n).padStart(3, '0')}`)
    for (const id of ids) {
      const words = { productId: id, name: '保湿精华 30ml', category: '护肤', priceFen: 29_900, isOn: true }
      await skus.say(id, words)
      await skus.count(id, onHand)
    }
    return ids
  },

  booked: ({ count, patienceMs }: { count: number; patienceMs: number }) => booked(count, patienceMs),

  /** From now on what is written is kept; needs a store address that says `monitorCommands`. */
  record: async (skuId: string) => {
    await booked(0, 60_000)
    const [customer, sku] = [await customers.findOne({}), await skus.find(skuId)]
    if (customer === null || sku === null) throw new Error('somebody and something to buy must be there')
    before = { customer, sku: { ...sku } }
    kelu.connection.getClient().on('commandStarted', keepWrites)
  },
  /** What was written of the one order since. */
  recorded: async (): Promise<RecordedWrites> => {
    kelu.connection.getClient().off('commandStarted', keepWrites)
    const order = await orders.findOne({})
    if (order === null || before === null) throw new Error('nothing was ordered')
    const own = {
      no: order._id.slice('kelu:'.length),
      customerId: before.customer._id,
      transactionId: String(order.own.transactionId),
      skuId: before.sku._id,
    }
    const about = commands.filter((command) =>
      Object.values(own).some((id) => JSON.stringify(command).includes(id)),
    )
    return { commands: about, own, ...before }
  },

  /** CPU time of this process so far, ms. */
  cpuMs: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
})
