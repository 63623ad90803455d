import { createHash } from 'node:crypto'
import type { EventRecord } from '../../models/events.ts'
import type { Callback } from '../../sandbox/contract.ts'
import type { Evidence } from './evidence.ts'

/** What each kind of callback must have left behind once Kelu acknowledged it: some text in the ids of what was stored. */
const traces: { kind: RegExp; isThere(callback: Callback, evidence: Evidence): boolean }[] = [
  {
    kind: /^wecom\.add_external_contact$/,
    isThere: ({ about }, { events, inbox }) =>
      inbox.some(({ _id }) => _id.includes(about.ExternalUserID ?? '?')) &&
      once(
        events,
        (event) => event.name === 'wecom.friend_added' && event._id.includes(about.ExternalUserID ?? '?'),
      ),
  },
  {
    kind: /^wecom\.template_card_event$/,
    isThere: ({ about }, { inbox }) => inbox.some(({ _id }) => _id.includes(about.ResponseCode ?? '?')),
  },
  {
    kind: /^shop\./,
    isThere: ({ about }, { events }) =>
      once(events, ({ name, props }) => name === about.type && props.orderId === about.orderId),
  },
  {
    kind: /^sms\.report$/,
    isThere: ({ about }, { inbox, touches }) => {
      if (!inbox.some(({ _id }) => _id === receiptId(about))) return false
      // A receipt of a salesperson's SMS moves nothing; it is only kept.
      const touch = touches.find(({ attempts }) => attempts.some(({ ref }) => ref === about.out_id))
      return !touch || ['delivered', 'clicked'].includes(touch.state)
    },
  },
  {
    kind: /^mp\.login$/,
    isThere: ({ about }, { identities }) =>
      identities.some(({ _id }) => _id.startsWith('openid:') && _id.endsWith(`:${about.openid}`)),
  },
  {
    kind: /^mp\.lead$/,
    isThere: ({ about }, { events }) =>
      once(events, ({ _id, name }) => name === 'lead.submitted' && _id.includes(about.id ?? '?')),
  },
  {
    kind: /^mp\.events$/,
    isThere: ({ about, ...callback }, { events, identities }) => {
      const owner = identities.find(({ _id }) => _id.endsWith(`:${about.openid}`))?.customerId
      return (about.ids ?? callback.id).split(' ').every(
        (id) =>
          // Events keep the id of the customer they were born with, who may have become another since.
          owner !== undefined && events.some(({ _id }) => _id.startsWith('mp:') && _id.endsWith(`:${id}`)),
      )
    },
  },
  {
    kind: /^mp\.subscription$/,
    isThere: ({ about }, evidence) => creditsAddUp(about.openid ?? '?', evidence),
  },
]

/** Acknowledged and without a trace, or kept from Kelu for good although it was up again. */
export function lostCallbacks(evidence: Evidence): string[] {
  return evidence.callbacks.flatMap((callback) => {
    const told = `${callback.kind} ${JSON.stringify(callback.about)}`
    if (!callback.acknowledged) return isActor(callback) ? [] : [`${told} was never acknowledged`]
    const trace = traces.find(({ kind }) => kind.test(callback.kind))
    if (!trace) return [`the proof does not know what ${callback.kind} leaves behind`]
    return trace.isThere(callback, evidence) ? [] : [`${told} was acknowledged and lost`]
  })
}

/** Under what Kelu keeps a receipt: the gateway's documented key and the result. */
export function receiptId({ biz_id, phone_number, err_code }: Record<string, string>): string {
  const key = `${biz_id} +86${phone_number} ${err_code === 'DELIVERED'} ${err_code}`
  return `sms:report:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}

/**
 * What a person holds is what they gave, each acceptance once however often it was told, less what was spent on them or may
 * have been; and no message reached them that was not counted.
 */
function creditsAddUp(openid: string, evidence: Evidence): boolean {
  const { callbacks, identities, customers, touches, deliveries } = evidence
  const owner = identities.find(({ _id }) => _id.startsWith('openid:') && _id.endsWith(`:${openid}`))
  const customer = customers.find(
    ({ _id, mergedInto, mergedFrom }) =>
      owner && !mergedInto && [_id, ...mergedFrom].includes(owner.customerId),
  )
  if (!customer) return false
  const given = new Set(
    callbacks
      .filter(({ kind, about }) => kind === 'mp.subscription' && about.openid === openid)
      .filter(({ acknowledged }) => acknowledged)
      .flatMap(({ about }) => (about.accepted ?? '').split(' ').map((template) => `${about.id} ${template}`)),
  )
  const theirs = [customer._id, ...customer.mergedFrom]
  const spent = touches
    .filter(({ customerId }) => theirs.includes(customerId))
    .flatMap(({ attempts }) => attempts)
    .filter(
      ({ channel, outcome }) => channel === 'miniprogram' && (outcome === 'sent' || outcome === 'unknown'),
    )
  const arrived = deliveries.filter(({ kind, receiver }) => kind === 'subscription' && receiver === openid)
  const held = Object.values(customer.credits).reduce((sum, credits) => sum + credits, 0)
  return held === given.size - spent.length && arrived.length <= spent.length
}

/** A person who saw an error tried again, which is a callback of its own. */
function isActor({ kind }: Callback): boolean {
  return kind.startsWith('mp.')
}

function once(events: EventRecord[], is: (event: EventRecord) => boolean): boolean {
  return events.filter(is).length === 1
}
