import { runKelu } from '../../sandbox/demo/run-kelu.ts'

// A Kelu that takes a refused subscription message for a sent one: nobody falls back to the next channel.
await runKelu({
  adapt: {
    platforms: (platforms) => ({
      ...platforms,
      senders: {
        ...platforms.senders,
        miniprogram: {
          ...platforms.senders.miniprogram,
          async send(message, attempt) {
            const outcome = await platforms.senders.miniprogram.send(message, attempt)
            return outcome.kind === 'refused' ? { kind: 'sent' } : outcome
          },
        },
      },
    }),
  },
})
