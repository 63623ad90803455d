import type { Parts } from './parts.ts'
import type { RecordedWrites } from './recorded.ts'
import { medianRow, type Round, type Row } from './row.ts'
import { keluSettings } from './settings.ts'
import { withMonitoring } from './store.ts'
import { bareTemplates } from './templates.ts'

const products = 20
/** Orders each buyer makes in a round, at most. */
const ordersEach = 5
const atOnce = 20
const patienceMs = 120_000

/**
 * Orders per second through create, way to pay, payment, notice and all that is booked, until nothing of them is left to do. The
 * anchor makes the very writes of one such order, recorded between Kelu and its store, for as many other orders.
 */
export async function measureOrders({ children, store, folder, scale, say }: Parts): Promise<Row[]> {
  const templatesDir = await bareTemplates(folder)
  const buyers = await children.start('buyers')
  const selling = await buyers.ask<Record<string, string>>('settings')
  const kelu = (mongodbUri: string) =>
    children.start('kelu-shop', { ...keluSettings({ mongodbUri, templatesDir }), ...selling })

  const recorder = await kelu(withMonitoring(store.database()))
  const [piece = ''] = await recorder.ask<string[]>('putOnSale', 1)
  await buyers.ask('target', await recorder.ask<string>('url'))
  await buyers.ask('logIn', 1)
  await recorder.ask('record', piece)
  await buyers.ask('buy', { count: 1, atOnce: 1, skus: [piece] })
  await recorder.ask('booked', { count: 1, patienceMs })
  const recorded = await recorder.ask<RecordedWrites>('recorded')
  await recorder.stop()

  const seller = await kelu(store.database())
  const bare = await children.start('bare-writes', { BARE_URI: store.database() })
  const skus = await seller.ask<string[]>('putOnSale', products)
  await bare.ask('putOnSale', { recorded, skus })
  await buyers.ask('target', await seller.ask<string>('url'))
  await buyers.ask('logIn', Math.max(2 * atOnce, Math.ceil(scale.orders / ordersEach)), patienceMs)

  let paid = 0
  const byKelu = async (count: number) => {
    paid += count
    const cpuBefore = await seller.ask<number>('cpuMs')
    const begun = performance.now()
    await buyers.ask('buy', { count, atOnce, skus }, patienceMs)
    await seller.ask('booked', { count: paid, patienceMs }, 2 * patienceMs)
    const seconds = (performance.now() - begun) / 1_000
    const cpuMs = (await seller.ask<number>('cpuMs')) - cpuBefore
    return { perSecond: count / seconds, cpuEachMs: cpuMs / count }
  }
  const byBare = async (count: number) =>
    count / ((await bare.ask<number>('repeat', { recorded, skus, count, atOnce }, patienceMs)) / 1_000)

  say(`\n${scale.orders} orders, ${atOnce} at a time, ${recorded.commands.length} writes each:`)
  const warmUp = Math.min(50, scale.orders)
  await byKelu(warmUp)
  await byBare(warmUp)
  const rounds: Round[] = []
  for (let round = 0; round < scale.rounds; round += 1) {
    const early = round % 2 === 0 ? await byBare(scale.orders) : null
    const { perSecond, cpuEachMs } = await byKelu(scale.orders)
    const anchor = early ?? (await byBare(scale.orders))
    rounds.push({ value: perSecond, anchor })
    say(
      `  Kelu ${perSecond.toFixed(0)}/s, ${cpuEachMs.toFixed(1)} ms CPU each · bare driver ${anchor.toFixed(0)}/s`,
    )
  }
  return [medianRow('orders placed, paid and booked / bare driver, the same writes', 'orders/s', rounds)]
}
