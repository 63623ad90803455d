import type { Document } from 'mongodb'
import pLimit from 'p-limit'
import { bareStore } from '../bare-store.ts'
import { copyOf } from '../copy.ts'
import { type RecordedWrites, renamed } from '../recorded.ts'
import { answer } from './answer.ts'

const db = await bareStore(process.env.BARE_URI ?? '')
let made = 0

/** One write as it was recorded, and that it found what it was for. */
async function write(command: Document): Promise<void> {
  const { n } = await db.command(command)
  const wanted = (command.documents ?? command.updates).length
  if (n !== wanted) throw new Error(`${JSON.stringify(command).slice(0, 300)} found ${n} of ${wanted}`)
}

answer({
  /** So many pieces to sell, each as the recorded one was. */
  putOnSale: async ({ recorded, skus }: { recorded: RecordedWrites; skus: string[] }) => {
    await copyOf(db.collection<Document & { _id: string }>('skus'), skus, (_id) => ({ ...recorded.sku, _id }))
  },

  /** Makes the writes of so many orders of other people, some orders at a time, each write behind the one before; in ms. */
  repeat: async (given: { recorded: RecordedWrites; skus: string[]; count: number; atOnce: number }) => {
    const { recorded, skus, count, atOnce } = given
    const { no, customerId, transactionId, skuId } = recorded.own
    const orders = Array.from({ length: count }, () => {
      made += 1
      const id = String(made).padStart(10, '0')
      const ids = new Map([
        [no, `no${id}`],
        [customerId, `c_bare${id}`],
        [transactionId, `42${id}`],
        [skuId, skus[made % skus.length] ?? skuId],
      ])
      return { commands: renamed(recorded.commands, ids), customer: renamed(recorded.customer, ids) }
    })
    const customers = new Map(orders.map(({ customer }) => [customer._id, customer]))
    await copyOf(db.collection<Document & { _id: string }>('customers'), [...customers.keys()], (id) => ({
      ...customers.get(id),
      _id: id,
    }))
    const slot = pLimit(atOnce)
    const begun = performance.now()
    await Promise.all(
      orders.map(({ commands }) =>
        slot(async () => {
          for (const command of commands) await write(command)
        }),
      ),
    )
    return performance.now() - begun
  },
})
