import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { trial } from '../../sandbox/demo/trial.ts'

/**
 * A Kelu that shows none of the scenes: it finds no friends from before, sends no pictures, takes what a salesperson let lie for sent,
 * hears nothing of 勿扰, and hands nobody over; it deals everybody the same offer, finds no order of a campaign, rings for
 * nothing, and tells no other system.
 */
await runKelu({
  adapt: {
    platforms: ({ senders, groupMessages, transfers, corp, ...platforms }) => ({
      ...platforms,
      senders: {
        ...senders,
        welcome: {
          ...senders.welcome,
          send: (message, attempt) => senders.welcome.send({ ...message, attachments: [] }, attempt),
        },
      },
      groupMessages: groupMessages && {
        ...groupMessages,
        async results(msgid, sender) {
          const told = await groupMessages.results(msgid, sender)
          if (told.kind !== 'told') return told
          return { ...told, people: told.people.map((person) => ({ ...person, status: 1 as const })) }
        },
      },
      transfers: {
        ...transfers,
        ask: async ({ externalUserids }) => ({
          kind: 'answered',
          codes: new Map(externalUserids.map((id) => [id, '0'])),
        }),
        results: async () => [],
      },
      corp: corp && {
        ...corp,
        friends: async () => ({ kind: 'told', value: { friends: [], next: '', isUnlicensed: false } }),
      },
    }),
    stores: (stores) => ({
      ...stores,
      alerts: { ...stores.alerts, insert: async () => false },
      webhookDeliveries: { ...stores.webhookDeliveries, add: async () => {} },
      campaignReader: { ...stores.campaignReader, async *paid() {} },
      runs: {
        ...stores.runs,
        insertMany(runs) {
          for (const run of runs) {
            // Whoever was given an arm keeps it; the steps that follow go by the very object.
            if (run.journeyId === trial.flow.id) run.arms = { [trial.split]: 'half-price' }
          }
          return stores.runs.insertMany(runs)
        },
      },
      customers: {
        ...stores.customers,
        save(before, { parts: { quiet: _, tags, ...parts }, ...write }) {
          const others = tags && { tags: tags.filter(({ name }) => name !== '勿扰') }
          return stores.customers.save(before, { ...write, parts: { ...parts, ...others } })
        },
      },
    }),
  },
})
