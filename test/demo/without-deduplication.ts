import { nanoid } from 'nanoid'
import { runKelu } from '../../sandbox/demo/run-kelu.ts'

// A Kelu that takes a repeated callback for a new one.
await runKelu({
  adapt: {
    stores: (stores) => ({
      ...stores,
      inbox: {
        ...stores.inbox,
        insert: async (record) =>
          (await stores.inbox.insert(record)) ||
          stores.inbox.insert({ ...record, _id: `${record._id}:${nanoid(6)}` }),
      },
    }),
  },
})
