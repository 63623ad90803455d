import type { ConfirmRates } from '../../../domain/broadcasts/confirm-rates.ts'
import { expectedOf, unconfirmedIn } from '../../../domain/broadcasts/expected.ts'
import { fallOutOf } from '../../../domain/broadcasts/fall-out.ts'
import type { ForecastFigures } from '../../../domain/broadcasts/figures.ts'
import type { Prospect } from '../../../domain/broadcasts/forecast.ts'
import type { BroadcastProgress } from '../../../domain/broadcasts/progress.ts'
import type { StoresOfPeople } from '../../../domain/broadcasts/stores-of-people.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { momentText } from '../../../domain/explanations/actual-words.ts'
import type { TouchOutcome } from '../../../domain/outreach/contract.ts'
import { explainTouch, reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { Channel, Customer } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'

export function presentFigures(
  figures: ForecastFigures,
  { rates, stores }: { rates: ConfirmRates; stores: StoresOfPeople },
) {
  const { people, sent, confirming, later, notSent } = figures
  return {
    people,
    sent: Object.entries(sent).map(([channel, counts]) => ({ channel: channel as Channel, ...counts })),
    confirming: Object.entries(confirming).map(([staff, { people }]) => ({ staff, people })),
    expected: Object.entries(expectedOf(figures, rates)).map(([way, reach]) => ({
      channel: way === 'none' ? null : (way as Channel),
      ...reach,
    })),
    later: Object.entries(later).map(([reason, { people, until }]) => ({
      ...presentReason(reason),
      people,
      until,
    })),
    notSent: Object.entries(notSent).map(([reason, people]) => ({ ...presentReason(reason), people })),
    stores: Object.entries(figures.stores).map(([code, store]) => ({
      code,
      name: code === '' ? null : (stores.named(code)?.name ?? code),
      region: stores.named(code)?.region ?? null,
      people: store.people,
      asked: Object.entries(store.asked).map(([at, { people, until }]) => ({
        at: new Date(at),
        until,
        people,
      })),
      unconfirmed: unconfirmedIn(store, rates),
      otherWay: store.otherWay,
      later: store.later,
      notSent: store.notSent,
      wecomClosed: Object.entries(store.wecomClosed).map(([reason, people]) => ({
        ...presentReason(reason),
        people,
      })),
    })),
  }
}

export const presentReason = (reason: string) => ({
  of: fallOutOf(reason),
  reason,
  says: reasonText(reason),
})

export function presentCounts({ byChannel, reasons, ...counts }: BroadcastProgress) {
  return {
    ...counts,
    byChannel,
    reasons: reasons.map(({ outcome, people, reason }) => ({ outcome, people, ...presentReason(reason) })),
  }
}

type Masked = Pick<Customers, 'masked'>

export function presentSomebody(customer: Customer, { masked }: Masked) {
  return {
    id: customer._id,
    name: customer.profile.nickname ?? '没有昵称',
    phone: masked(customer).phone ?? null,
  }
}

export function presentProspect({ customer, foreseen }: Prospect, customers: Masked) {
  const { kind, channel = null } = foreseen
  return {
    ...presentSomebody(customer, customers),
    // Whom nothing reaches stands on no channel.
    channel: kind === 'not' ? null : channel,
    says: kind === 'sent' ? '预计收到' : reasonText(foreseen.reason),
    next: kind === 'later' ? foreseen.until : null,
  }
}

export function presentTouch(touch: Touch, customer: Customer | undefined, customers: Masked) {
  const somebody = customer
    ? presentSomebody(customer, customers)
    : { id: touch.customerId, name: '已删除的客户', phone: null }
  return {
    ...somebody,
    channel: touch.channel ?? null,
    says: explainTouch(touch),
    next: touch.dueAt ?? null,
  }
}

/** What became of a test, in one sentence. */
export function presentOutcome(outcome: TouchOutcome) {
  switch (outcome.state) {
    case 'sent':
      return { state: 'sent' as const, says: '已发出' }
    case 'deferred':
      return {
        state: 'waiting' as const,
        says: `${reasonText(outcome.reason)}（${momentText(outcome.until)}）`,
      }
    case 'unknown':
      return { state: 'waiting' as const, says: reasonText('answerLost') }
    default:
      return { state: 'notSent' as const, says: reasonText(outcome.reason) }
  }
}
