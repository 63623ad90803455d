import { setTimeout as pause } from 'node:timers/promises'
import { stockOf } from '../../domain/checkout/testing/stock-of.ts'
import type { Connection } from '../../models/connect.ts'
import type { Sku } from '../../models/skus.ts'

const everyMs = 10

/** Looks at the stock again and again while others sell it: what is less than nothing, or does not add up, is found. */
export function watchStock(connection: Connection) {
  const findings = new Set<string>()
  let looks = 0
  let isOver = false

  async function watch(): Promise<void> {
    while (!isOver) {
      const skus = await connection.collection<Sku>('skus').find({}).toArray()
      for (const sku of skus) {
        const { _id } = sku
        const { onHand, free, held, sold } = stockOf(sku)
        const words = JSON.stringify({ onHand, free, held, sold })
        if (Math.min(onHand, free, held, sold) < 0) findings.add(`${_id} is below nothing: ${words}`)
        if (onHand !== free + held) findings.add(`${_id} does not add up: ${words}`)
      }
      looks += 1
      await pause(everyMs)
    }
  }
  const watching = watch()

  return {
    async stop(): Promise<{ findings: string[]; looks: number }> {
      isOver = true
      await watching
      return { findings: [...findings], looks }
    },
  }
}
