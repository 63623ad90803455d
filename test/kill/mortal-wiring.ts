import type { Sender } from '../../domain/outreach/ports.ts'
import type { StartOptions } from '../../server/start.ts'
import type { Platforms } from '../../server/wiring/platforms.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { passing } from './passing.ts'
import type { Reaper } from './reaper.ts'

/** The product's own stores and platforms with the fault points around their calls. */
export function mortalWiring(reaper: Reaper): Required<NonNullable<StartOptions['adapt']>> {
  const around = passing(reaper)

  function sender<M>(name: string, port: Sender<M>): Sender<M> {
    return { send: around(name, port.send), find: port.find }
  }

  function touches(store: Stores['touches']): Stores['touches'] {
    return {
      ...store,
      insert: around('touches.insert', store.insert),
      async advance(touch, changes) {
        if (changes.state === 'sending') reaper.begin(touch._id)
        const moved = await around(nameOf(changes.state), store.advance)(touch, changes)
        if (changes.state !== 'sending') reaper.end(touch._id)
        return moved
      },
    }
  }

  function tasks(store: Stores['tasks']): Stores['tasks'] {
    return {
      ...store,
      insert: around('tasks.insert', store.insert),
      async replace(task) {
        const calling = task.notices.some(({ state }) => state === 'sending')
        if (calling) reaper.begin(task._id)
        const stored = await around('tasks.replace', store.replace)(task)
        if (!calling) reaper.end(task._id)
        return stored
      },
    }
  }

  return {
    stores: (stores) => ({
      ...stores,
      inbox: {
        ...stores.inbox,
        insert: around('inbox.insert', async (records) => {
          const fresh = await stores.inbox.insert(records)
          for (const { _id, lease } of records) if (lease && fresh.has(_id)) reaper.begin(_id)
          return fresh
        }),
        claim: around('inbox.claim', async (...args) => {
          const record = await stores.inbox.claim(...args)
          if (record) reaper.begin(record._id)
          return record
        }),
        async close(...args) {
          const closed = await around('inbox.close', stores.inbox.close)(...args)
          for (const id of args[0]) reaper.end(id)
          return closed
        },
        async giveBack(...args) {
          await stores.inbox.giveBack(...args)
          for (const id of args[0]) reaper.end(id)
        },
        async postpone(...args) {
          const postponed = await stores.inbox.postpone(...args)
          reaper.end(args[0])
          return postponed
        },
      },
      definitions: {
        ...stores.definitions,
        insertVersion: around('definitions.insertVersion', stores.definitions.insertVersion),
        publish: around('definitions.publish', stores.definitions.publish),
      },
      events: {
        ...stores.events,
        insert: around('events.insert', stores.events.insert),
        close: around('events.close', stores.events.close),
      },
      identities: {
        ...stores.identities,
        claim: around('identities.claim', stores.identities.claim),
        repoint: around('identities.repoint', stores.identities.repoint),
      },
      customers: {
        ...stores.customers,
        create: around('customers.create', stores.customers.create),
        save: around('customers.save', stores.customers.save),
        removeFromOutbox: around('customers.removeFromOutbox', stores.customers.removeFromOutbox),
        intendMerge: around('customers.intendMerge', stores.customers.intendMerge),
        markMerged: around('customers.markMerged', stores.customers.markMerged),
        takeOver: around('customers.takeOver', stores.customers.takeOver),
        claimOpenTask: around('customers.claimOpenTask', stores.customers.claimOpenTask),
      },
      touches: touches(stores.touches),
      slots: {
        ...stores.slots,
        take: around('slots.take', stores.slots.take),
        takeAnyway: around('slots.takeAnyway', stores.slots.takeAnyway),
      },
      links: { ...stores.links, insert: around('links.insert', stores.links.insert) },
      runs: {
        ...stores.runs,
        insertMany: around('runs.insert', stores.runs.insertMany),
        leaseOne: around('runs.lease', stores.runs.leaseOne),
        leaseDue: around('runs.lease', stores.runs.leaseDue),
        write: around('runs.write', stores.runs.write),
        end: around('runs.end', stores.runs.end),
      },
      steeredRuns: {
        ...stores.steeredRuns,
        redate: around('runs.redate', stores.steeredRuns.redate),
        move: around('runs.move', stores.steeredRuns.move),
      },
      mappings: { ...stores.mappings, note: around('mappings.note', stores.mappings.note) },
      coupons: {
        ...stores.coupons,
        replaceStock: around('coupons.takeNumber', stores.coupons.replaceStock),
        insertGrant: around('coupons.insertGrant', stores.coupons.insertGrant),
      },
      tasks: tasks(stores.tasks),
    }),

    platforms: (platforms: Platforms) => ({
      ...platforms,
      senders: {
        welcome: sender('send.welcome', platforms.senders.welcome),
        kf: platforms.senders.kf,
        miniprogram: sender('send.miniprogram', platforms.senders.miniprogram),
        sms: sender('send.sms', platforms.senders.sms),
        email: sender('send.email', platforms.senders.email),
      },
      messenger: {
        sendCard: around('staff.card', platforms.messenger.sendCard),
        findCard: platforms.messenger.findCard,
        sendList: platforms.messenger.sendList,
        replaceCard: around('staff.replaceCard', platforms.messenger.replaceCard),
        closeCard: around('staff.closeCard', platforms.messenger.closeCard),
        sendText: around('staff.text', platforms.messenger.sendText),
      },
      staffSms: {
        send: around('staff.sms', platforms.staffSms.send),
        find: platforms.staffSms.find,
      },
      corpTags: { ...platforms.corpTags, mark: around('corpTags', platforms.corpTags.mark) },
    }),
  }
}

/** What a step of a touch means for the message. */
function nameOf(state: string | undefined): string {
  if (state === 'reserved') return 'touches.reserve'
  if (state === 'sending') return 'touches.claimCall'
  if (state === 'sent') return 'touches.record'
  return 'touches.otherStep'
}
