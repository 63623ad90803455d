import { friendRemark } from '../../domain/channel-codes/friend-remark.ts'
import type { CustomerChange, Customers } from '../../domain/customers/contract.ts'
import { isSameStaff } from '../../domain/customers/follows.ts'
import type { Contact, ContactReader } from '../../domain/customers/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../../domain/log.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { FriendRemarks } from '../../domain/sidebar/ports.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import type { Customer } from '../../models/customer.ts'
import type { ChannelCodes } from '../channel-codes.ts'
import { type WecomEvent, welcomeCodeEnd } from '../parse-event.ts'
import { type Delivery, type EventHandler, followOf, pairSchema, type UrgentPart } from './event-handler.ts'
import { welcomeTouchId } from './welcome-touch-id.ts'

/** What is done for a new friend before anything else. */
interface Greeted {
  friend: Customer
  welcomed: PromiseSettledResult<void>
}

/**
 * A friendship was formed (add_external_contact, add_half_external_contact). `greet`, the urgent part, welcomes: the code
 * lives 20 seconds. `complete` reads the person from the platform and does the rest. Every part is keyed by the delivery, so
 * it may stop anywhere and be done again. https://developer.work.weixin.qq.com/document/path/92130
 */
export function createFriendAdded(deps: {
  corp: string
  customers: Customers
  outreach: Outreach
  contacts: ContactReader
  tagSync: Pick<TagSync, 'carry'>
  channelCodes: ChannelCodes
  /** Absent = nobody is called anything. */
  remarks?: FriendRemarks | null
  log: Log
}): { greet: UrgentPart; complete: EventHandler } {
  const { corp, customers, outreach, contacts, tagSync, channelCodes, log } = deps

  /** Null for an event that names no pair. */
  async function greet(event: WecomEvent, delivery: Delivery): Promise<Greeted | null> {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return null
    const { UserID: staff, ExternalUserID: value } = pair.data
    const origin = { source: 'wecom', at: delivery.at }
    const found = await customers.getOrCreate([{ kind: 'external', corp, value }], origin)
    const friend = await befriend(found, staff, event, delivery)
    const [welcomed] = await Promise.allSettled([welcome(friend, staff, event, delivery)])
    return { friend, welcomed }
  }

  async function complete(
    event: WecomEvent,
    delivery: Delivery,
    begun?: unknown,
  ): Promise<'done' | 'ignored'> {
    const greeted = (begun as Greeted | null | undefined) ?? (await greet(event, delivery))
    if (!greeted) return 'ignored'
    const { friend, welcomed } = greeted
    const { UserID: staff, ExternalUserID: externalUserid } = pairSchema.parse(event)
    const contact = await contacts.read(externalUserid).catch(async (error: unknown) => {
      await customers.change(friend, relation(friend, staff, delivery), `${delivery._id}:relation`)
      throw error
    })
    const known = await makeKnown(friend, contact, staff, event, delivery)
    await hearFriendAdded(known, staff, contact, event, delivery)
    await label(known, delivery)
    await name(contact, staff, event, delivery)
    if (welcomed.status === 'rejected') throw welcomed.reason
    return 'done'
  }

  /** Before the welcome, because a second event of the same friendship finds the welcome by when it began. */
  async function befriend(customer: Customer, staff: string, event: WecomEvent, delivery: Delivery) {
    const follow = followOf(customer.follows, corp, staff)
    const isKnown = follow && !follow.removedAt && (follow.confirmedAt ?? follow.since) >= delivery.at
    if (isKnown || hasEnded(customer, staff, delivery)) return customer
    const state = event.State === undefined ? {} : { state: event.State }
    const addFollow = { corp, staff, since: delivery.at, ...state }
    return customers.change(customer, { addFollow }, `${delivery._id}:follow`)
  }

  /** The friendship ended after this event: a late try must not bring it back. */
  function hasEnded(customer: Customer, staff: string, delivery: Delivery): boolean {
    const follow = followOf(customer.follows, corp, staff)
    return follow?.removedAt !== undefined && follow.removedAt > delivery.at
  }

  function relation(customer: Customer, staff: string, delivery: Delivery): CustomerChange {
    if (hasEnded(customer, staff, delivery)) return {}
    return {
      setReach: { wecom: { state: 'reachable' } },
      ...(customer.owner === undefined ? { setOwner: staff } : {}),
    }
  }

  async function welcome(customer: Customer, staff: string, event: WecomEvent, delivery: Delivery) {
    const messageId = await channelCodes.welcomeOf(event.State, staff)
    // No code: the corp's own welcome applies, or the two have already talked.
    if (event.WelcomeCode === undefined || messageId === undefined) return
    const outcome = await outreach.deliver({
      touchId: welcomeTouchId(event, delivery, followOf(customer.follows, corp, staff)),
      customerId: customer._id,
      messageId,
      channels: ['welcome'],
      welcomeCode: event.WelcomeCode,
      welcomeUntil: welcomeCodeEnd(event),
    })
    log.info({ inboxId: delivery._id, state: outcome.state }, 'welcome')
    if (outcome.state === 'deferred') {
      throw new DomainError('platform.unavailable', { what: 'welcome', until: outcome.until })
    }
  }

  /** One change for all that is known by now: each of them is a write, and events for all who listen. */
  async function makeKnown(
    before: Customer,
    contact: Contact | null,
    staff: string,
    event: WecomEvent,
    delivery: Delivery,
  ) {
    const proven = contact?.unionid
      ? await customers.addClaims(before, [{ kind: 'unionid', value: contact.unionid }], 'wecom')
      : before
    const code = channelCodes.ofState(event.State)
    const sourceChannel = proven.profile.sourceChannel ?? code.sourceChannel
    const change: CustomerChange = {
      ...relation(proven, staff, delivery),
      setProfile: {
        sourceChannel,
        nickname: contact?.name,
        avatarUrl: contact?.avatar,
      },
      addTags: code.tags.map((name) => ({ name, kind: 'base' })),
    }
    return customers.change(proven, change, `${delivery._id}:profile`)
  }

  /** Shows our tags to the salesperson, as corp tags of the pair. */
  async function label(customer: Customer, delivery: Delivery) {
    const outcome = await tagSync.carry(customer)
    if (outcome.kind === 'retryLater') {
      throw new DomainError('platform.unavailable', { what: 'corp tags', code: outcome.code })
    }
    // Our own tags are right all the same, so this does not hold up the journey.
    if (outcome.refused.length > 0) log.warn({ inboxId: delivery._id, ...outcome }, 'corp tags refused')
  }

  /** What the code has them called by their salesperson, unless they are called something already: read just before. */
  async function name(contact: Contact | null, staff: string, event: WecomEvent, delivery: Delivery) {
    const { remark } = channelCodes.ofState(event.State)
    const follow = contact?.follows.find((one) => isSameStaff(one.staff, staff))
    if (!deps.remarks || remark === undefined || !contact || !follow) return
    const wanted = friendRemark({ nickname: contact.name, present: follow.remark }, remark)
    if (wanted === null) return
    const { ExternalUserID: externalUserid } = pairSchema.parse(event)
    const outcome = await deps.remarks.call({ staff: follow.staff, externalUserid, remark: wanted })
    if (outcome.kind !== 'done')
      log.warn(
        { inboxId: delivery._id, code: outcome.code },
        'a new friend was not given the remark of their code',
      )
  }

  async function hearFriendAdded(
    customer: Customer,
    staff: string,
    contact: Contact | null,
    event: WecomEvent,
    delivery: Delivery,
  ) {
    const addWay = contact?.follows.find((follow) => isSameStaff(follow.staff, staff))?.addWay
    const added = {
      _id: delivery._id,
      customerId: customer._id,
      name: 'wecom.friend_added',
      at: delivery.at,
      props: {
        staff,
        ...(event.State === undefined ? {} : { state: event.State }),
        ...(addWay === undefined ? {} : { addWay }),
      },
      source: 'wecom',
    }
    await customers.hear(added, customer)
  }

  return { greet, complete }
}
