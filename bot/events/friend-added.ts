import type { CustomerChange, Customers } from '../../domain/customers/contract.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../../domain/log.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { Customer } from '../../models/customer.ts'
import type { WecomEvent } from '../parse-event.ts'
import type { ChannelCodes, Contact, ContactReader, CorpTags } from '../ports.ts'
import { type Delivery, type EventHandler, followOf, pairSchema } from './event-handler.ts'
import { welcomeTouchId } from './welcome-touch-id.ts'

/**
 * A friendship was formed (add_external_contact, add_half_external_contact). The welcome goes first: its code lives 20
 * seconds. Then the person is read from the platform and completed. Every part is keyed by the delivery, so it may stop
 * anywhere and be done again. https://developer.work.weixin.qq.com/document/path/92130
 */
export function createFriendAdded(deps: {
  corp: string
  customers: Customers
  outreach: Outreach
  contacts: ContactReader
  corpTags: CorpTags
  channelCodes: ChannelCodes
  log: Log
}): EventHandler {
  const { corp, customers, outreach, contacts, corpTags, channelCodes, log } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const { UserID: staff, ExternalUserID: externalUserid } = pair.data

    const origin = { source: 'wecom', at: delivery.at }
    const found = await customers.getOrCreate([{ kind: 'external', corp, value: externalUserid }], origin)
    const [welcomed, befriended, read] = await Promise.allSettled([
      welcome(found, staff, event, delivery),
      befriend(found, staff, event, delivery),
      contacts.read(externalUserid),
    ])
    if (befriended.status === 'rejected') throw befriended.reason
    if (read.status === 'rejected') throw read.reason
    const known = await complete(befriended.value, read.value, event, delivery)
    await tell(known, staff, read.value, event, delivery)
    await label(known, staff, externalUserid, event, delivery)
    if (welcomed.status === 'rejected') throw welcomed.reason
    return 'done'
  }

  async function befriend(customer: Customer, staff: string, event: WecomEvent, delivery: Delivery) {
    const follow = followOf(customer.follows, corp, staff)
    // The friendship ended after this event: a late try must not bring it back.
    if (follow?.removedAt && follow.removedAt > delivery.at) return customer
    const lasting = follow && !follow.removedAt
    const state = event.State === undefined ? {} : { state: event.State }
    const change: CustomerChange = {
      setReach: { wecom: { state: 'reachable' } },
      ...(lasting ? {} : { addFollow: { corp, staff, since: delivery.at, ...state } }),
      ...(customer.owner === undefined ? { setOwner: staff } : {}),
    }
    return customers.change(customer._id, change, `${delivery._id}:follow`)
  }

  async function welcome(customer: Customer, staff: string, event: WecomEvent, delivery: Delivery) {
    // No code: the corp's own welcome applies, or the two have already talked.
    if (event.WelcomeCode === undefined) return
    const outcome = await outreach.deliver({
      touchId: await welcomeTouchId(event, delivery, followOf(customer.follows, corp, staff), outreach),
      customerId: customer._id,
      messageId: channelCodes.ofState(event.State).welcome,
      channels: ['wecom'],
      welcomeCode: event.WelcomeCode,
    })
    log.info({ inboxId: delivery._id, state: outcome.state }, 'welcome')
    if (outcome.state === 'deferred') {
      throw new DomainError('platform.unavailable', { what: 'welcome', until: outcome.until })
    }
  }

  async function complete(before: Customer, contact: Contact | null, event: WecomEvent, delivery: Delivery) {
    const proven = contact?.unionid
      ? await customers.addClaims(before._id, [{ kind: 'unionid', value: contact.unionid }], 'wecom')
      : before
    const code = channelCodes.ofState(event.State)
    const sourceChannel = proven.profile.sourceChannel ?? code.sourceChannel
    const change: CustomerChange = {
      setProfile: {
        sourceChannel,
        ...(contact ? { nickname: contact.name } : {}),
        ...(contact?.avatar ? { avatarUrl: contact.avatar } : {}),
      },
      addTags: code.tags.map((name) => ({ name, kind: 'base' })),
    }
    return customers.change(proven._id, change, `${delivery._id}:profile`)
  }

  /** Shows our tags to the salesperson, as corp tags of the pair. */
  async function label(
    customer: Customer,
    staff: string,
    externalUserid: string,
    event: WecomEvent,
    delivery: Delivery,
  ) {
    const { tags } = channelCodes.ofState(event.State)
    const base = customer.tags.filter((tag) => tag.kind === 'base').map((tag) => tag.name)
    const add = [...new Set([...base, ...tags])]
    if (add.length === 0) return
    const outcome = await corpTags.syncTags({ staff, externalUserid, add, remove: [] })
    if (outcome.kind === 'retryLater') {
      throw new DomainError('platform.unavailable', { what: 'corp tags', code: outcome.code })
    }
    // Our own tags are right all the same, so this does not hold up the journey.
    if (outcome.kind === 'refused') log.warn({ inboxId: delivery._id, ...outcome }, 'corp tags refused')
  }

  async function tell(
    customer: Customer,
    staff: string,
    contact: Contact | null,
    event: WecomEvent,
    delivery: Delivery,
  ) {
    const addWay = contact?.follows.find((follow) => follow.staff === staff)?.addWay
    await customers.hear({
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
    })
  }
}
