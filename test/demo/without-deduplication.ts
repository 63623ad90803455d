import { nanoid } from 'nanoid'
import { runKelu } from '../../sandbox/demo/run-kelu.ts'

// A Kelu that takes a repeated callback for a new one.
await runKelu({
  adapt: {
    stores: (stores) => ({
      ...stores,
      inbox: {
        ...stores.inbox,
        async insert(records) {
          const fresh = await stores.inbox.insert(records)
          const repeats = records.filter(({ _id }) => !fresh.has(_id))
          const again = repeats.map((record) => ({ ...record, _id: `${record._id}:${nanoid(6)}` }))
          if (again.length > 0) await stores.inbox.insert(again)
          return new Set(records.map(({ _id }) => _id))
        },
      },
    }),
  },
})
