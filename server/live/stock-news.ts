import type { Announce } from '../../domain/live.ts'
import type { SkuStore } from '../../models/skus.ts'
import { createToldTogether } from './told-together.ts'

/** The store of what is for sale, telling open pages that words, price or stock of something changed. */
export function withStockNews(store: SkuStore, announce: Announce, everyMs?: number): SkuStore {
  const note = createToldTogether(announce, 'products', everyMs)

  /** The same work, told once it is done. */
  const told =
    <Given extends unknown[], Answer>(work: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      const answer = await work(...given)
      note()
      return answer
    }

  return {
    ...store,
    say: told(store.say),
    switch: told(store.switch),
    count: told(store.count),
    hold: told(store.hold),
    release: told(store.release),
    sell: told(store.sell),
  }
}
