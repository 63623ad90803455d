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
      const stored = inbox.filter(({ source }) => source === 'sms').length
      const touch = touches.find(({ attempts }) => attempts.some(({ ref }) => ref === about.out_id))
      // A receipt of a salesperson's SMS moves nothing; it is only kept.
      return touch ? ['delivered', 'clicked'].includes(touch.state) : stored > 0
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
  { kind: /^mp\.subscription/, isThere: () => true },
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

/** A person who saw an error tried again, which is a callback of its own. */
function isActor({ kind }: Callback): boolean {
  return kind.startsWith('mp.')
}

function once(events: EventRecord[], is: (event: EventRecord) => boolean): boolean {
  return events.filter(is).length === 1
}
