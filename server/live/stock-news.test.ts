import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { SkuStore } from '../../models/skus.ts'
import { withStockNews } from './stock-news.ts'

it('tells open pages once of all that was sold, counted or said within a while, and of nothing that was looked at', async () => {
  const told: string[] = []
  const work = async () => true as never
  const store = {
    ...{ find: work, say: work, switch: work, count: work },
    hold: work,
    release: work,
    sell: work,
  }
  const news = withStockNews(store as Partial<SkuStore> as SkuStore, (topic) => told.push(topic), 20)
  await news.find('s1')
  await pause(60)
  expect(told).toEqual([])
  await news.hold('s1', { no: 'n', quantity: 1, at: new Date() })
  await news.sell('s1', 'n')
  await news.count('s2', 4)
  await pause(60)
  expect(told).toEqual(['products'])
  await news.switch('s1', false)
  await pause(60)
  expect(told).toEqual(['products', 'products'])
})
