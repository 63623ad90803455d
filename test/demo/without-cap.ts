import { runKelu } from '../../sandbox/demo/run-kelu.ts'

// A Kelu whose cap slots are never full.
await runKelu({
  adapt: {
    stores: (stores) => ({
      ...stores,
      slots: {
        ...stores.slots,
        take: (customerId, rule) => stores.slots.takeAnyway(customerId, rule),
      },
    }),
  },
})
