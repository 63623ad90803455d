import type { Delivery, Load } from '../delivery.ts'
import { openConnection } from '../http-connection.ts'
import { answer } from './answer.ts'

answer({
  /** Posts each delivery once, `connections` at a time. */
  post: async (given: { url: string; deliveries: Delivery[]; connections: number }): Promise<Load> => {
    const base = new URL(given.url)
    const connections = await Promise.all(
      Array.from({ length: given.connections }, () => openConnection(base)),
    )
    const tookMs: number[] = []
    let [next, accepted] = [0, 0]
    const begun = performance.now()
    await Promise.all(
      connections.map(async (connection) => {
        for (;;) {
          const delivery = given.deliveries[next]
          if (!delivery) return
          next += 1
          const sent = performance.now()
          const status = await connection.post(`${base.pathname}${delivery.query}`, delivery.body)
          tookMs.push(performance.now() - sent)
          if (status === 200) accepted += 1
        }
      }),
    )
    const seconds = (performance.now() - begun) / 1_000
    for (const connection of connections) connection.close()
    tookMs.sort((a, b) => a - b)
    const quantile = (share: number) => tookMs[Math.floor((tookMs.length - 1) * share)] ?? 0
    return {
      accepted,
      refused: given.deliveries.length - accepted,
      perSecond: accepted / seconds,
      p50Ms: quantile(0.5),
      p99Ms: quantile(0.99),
    }
  },
})
