import { withChanges } from '../../models/touches.ts'
import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { reaperFromEnvironment } from '../kill/reaper-from-environment.ts'
import { mortalMail } from './mortal-mail.ts'

/** What a Kelu does wrong that the proof must notice, by its name. */
const faults: Record<string, (stores: Stores) => Partial<Stores>> = {
  /** Does not write down that it is about to send. */
  'forgets that it sends': ({ touches }) => ({
    touches: {
      ...touches,
      advance: async (touch, changes) =>
        changes.state === 'sending' ? withChanges(touch, changes) : touches.advance(touch, changes),
    },
  }),
  /** Says 250 to what it has not stored. */
  'takes what it does not keep': ({ inbox }) => ({
    inbox: {
      ...inbox,
      insert: async (records) =>
        records.some(({ source }) => source === 'mail')
          ? new Set(records.map(({ _id }) => _id))
          : inbox.insert(records),
    },
  }),
}

const fault = faults[process.env.MAIL_FAULT ?? '']
if (fault === undefined) throw new Error('this start-up file is for the proof of e-mails only')
const { stores: mortal, platforms } = mortalMail(reaperFromEnvironment())
await runKelu({
  adapt: { platforms, stores: (stores) => mortal({ ...stores, ...fault(stores) }) },
})
