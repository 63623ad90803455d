import type { StartOptions } from '../../server/start.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { passing } from '../kill/passing.ts'
import type { Reaper } from '../kill/reaper.ts'

/** The product's own stores and its sender of e-mails with the points of `mail-points.ts` around what an e-mail goes through. */
export function mortalMail(reaper: Reaper): Required<NonNullable<StartOptions['adapt']>> {
  const around = passing(reaper)

  function touches(store: Stores['touches']): Stores['touches'] {
    return {
      ...store,
      async advance(touch, changes) {
        const name = nameOf(changes.state)
        // Open is a call from its claim on, until something else is written of it.
        if (changes.state === 'sending') reaper.begin(touch._id)
        const moved = await (name === null ? store.advance : around(name, store.advance))(touch, changes)
        if (changes.state !== 'sending') reaper.end(touch._id)
        return moved
      },
    }
  }

  function inbox(store: Stores['inbox']): Stores['inbox'] {
    return {
      ...store,
      insert(records) {
        const isReturn = records.some(({ source }) => source === 'mail')
        return (isReturn ? around('returns.insert', store.insert) : store.insert)(records)
      },
      close(...args) {
        const isReturn = args[0].some((id) => id.startsWith('mail:'))
        return (isReturn ? around('returns.close', store.close) : store.close)(...args)
      },
    }
  }

  return {
    stores: (stores) => ({ ...stores, touches: touches(stores.touches), inbox: inbox(stores.inbox) }),
    platforms: ({ senders, ...platforms }) => ({
      ...platforms,
      senders: { ...senders, email: { ...senders.email, send: around('send.email', senders.email.send) } },
    }),
  }
}

function nameOf(state: string | undefined): string | null {
  if (state === 'sending') return 'touches.claimCall'
  return state === 'sent' ? 'touches.record' : null
}
