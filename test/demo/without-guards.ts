import { nanoid } from 'nanoid'
import { runKelu } from '../../sandbox/demo/run-kelu.ts'

/**
 * A Kelu without three of its guards: it takes a repeated callback for a new one, its cap slots are never full, and a refused
 * subscription message is taken for a sent one, so that nobody falls back to the next channel.
 */
await runKelu({
  adapt: {
    stores: ({ inbox, slots, ...stores }) => ({
      ...stores,
      inbox: {
        ...inbox,
        async insert(records) {
          const fresh = await inbox.insert(records)
          const repeats = records.filter(({ _id }) => !fresh.has(_id))
          const again = repeats.map((record) => ({ ...record, _id: `${record._id}:${nanoid(6)}` }))
          if (again.length > 0) await inbox.insert(again)
          return new Set(records.map(({ _id }) => _id))
        },
      },
      slots: { ...slots, take: (customerId, rule) => slots.takeAnyway(customerId, rule) },
    }),
    platforms: ({ senders, ...platforms }) => ({
      ...platforms,
      senders: {
        ...senders,
        miniprogram: {
          ...senders.miniprogram,
          async send(message, attempt) {
            const outcome = await senders.miniprogram.send(message, attempt)
            return outcome.kind === 'refused' ? { kind: 'sent' } : outcome
          },
        },
      },
    }),
  },
})
