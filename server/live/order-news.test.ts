import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { OrderStore } from '../../models/orders.ts'
import { withOrderNews } from './order-news.ts'

it('tells open pages once of all orders that changed within a while, and of none that did not', async () => {
  const told: string[] = []
  const store = { change: async (_id, edit) => void edit(null) } as Pick<OrderStore, 'change'> as OrderStore
  const { change } = withOrderNews(store, (topic) => told.push(topic), 20)
  await change('shop:1', () => null)
  await pause(60)
  expect(told).toEqual([])
  for (const id of ['shop:1', 'shop:2'] as const)
    await change(id, () => ({ _id: id, customerId: 'c', rev: 0 }))
  await pause(60)
  expect(told).toEqual(['orders'])
})
