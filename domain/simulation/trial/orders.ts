import type { KeluEvent } from '../../../models/event.ts'
import { applyEvent } from '../../customers/apply-event.ts'
import { customerField } from '../../customers/traits/table.ts'
import type { BuyerRules } from '../../language/buyer-rules.ts'
import type { Registry } from '../../language/registry.ts'
import type { Rule } from '../../language/rule.ts'
import { leavesOf } from '../../language/walk-rule.ts'
import { type Candidate, copyOf } from './candidate.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const usualFen = 10_000
/** Above any bound there is between customers who buy little and much. */
const largeFen = 600_000
const mostOrders = 5

/** What an event of this name says at least: an order without an amount counts as none. */
export function usualProps(name: string, orderId: string): Record<string, unknown> {
  if (!name.startsWith('order.')) return {}
  return { orderId, ...(name === 'order.paid' && { amountFen: usualFen }) }
}

/** Whether Kelu works this trait out by itself: given to somebody, it lasts until their next event. */
function isWorkedOut(trait: string): boolean {
  const field = customerField(trait)
  return field?.rule !== undefined && field.settable !== true
}

/** Those who order on the way, so often and so much that a condition holds at their moment, or does not. */
export function* buyingOnTheWay(
  from: Candidate,
  holds: (candidate: Candidate) => boolean,
  rules: BuyerRules,
): Generator<Candidate> {
  for (const orders of severalOrders(from)) {
    const next = copyOf(from)
    next.events.push(...orders)
    if (holds(grown(next, next.events, rules))) yield next
  }
}

/** Who asks on the way for the money of the order that began the run. */
export function* refundingOnTheWay(
  from: Candidate,
  holds: (candidate: Candidate) => boolean,
  rules: BuyerRules,
): Generator<Candidate> {
  const { orderId } = from.entry
  if (typeof orderId !== 'string') return
  const next = copyOf(from)
  const at = new Date(from.at.getTime() - hourMs)
  next.events.push({
    _id: `test:${from.customer._id}:refund:${from.events.length}`,
    customerId: from.customer._id,
    name: 'order.refund_requested',
    at,
    receivedAt: at,
    props: { orderId },
    source: 'test',
  })
  if (holds(grown(next, next.events, rules))) yield next
}

/** Those who have bought before: what Kelu works out of orders is what their next one finds. */
export function* havingBought(from: Candidate, rules: BuyerRules): Generator<Candidate> {
  for (const orders of severalOrders(from)) {
    const next = copyOf(from)
    next.events.push(...orders)
    yield grown(next, orders, rules)
  }
}

/** One order up to five, a day apart and each a purchase of its own, the last an hour before their moment. */
function* severalOrders({ customer, events, at }: Candidate): Generator<KeluEvent[]> {
  for (const amountFen of [usualFen, largeFen]) {
    for (let count = 1; count <= mostOrders; count += 1) {
      yield Array.from({ length: count }, (_, n) => {
        const paidAt = new Date(at.getTime() - hourMs - (count - 1 - n) * dayMs)
        return {
          _id: `test:${customer._id}:on-the-way:${events.length}:${n}`,
          customerId: customer._id,
          name: 'order.paid',
          at: paidAt,
          receivedAt: paidAt,
          props: { orderId: `test-on-the-way-${events.length}-${n}`, amountFen },
          source: 'test',
        }
      })
    }
  }
}

/** As these events make them. */
function grown(candidate: Candidate, events: readonly KeluEvent[], rules: BuyerRules): Candidate {
  const next = copyOf(candidate)
  for (const event of events) applyEvent(next.customer, event, event.at, rules)
  return next
}

/** Whether a condition asks for what Kelu works out, or for what answered a wait: nobody is thought up for each of these. */
export function asksMuch(rule: Rule, registry: Pick<Registry, 'segment'>): boolean {
  return [...leavesOf(rule)].some(({ leaf }) => {
    if (leaf.kind === 'segment') return asksMuch(registry.segment(leaf.segment).rule, registry)
    if (leaf.kind === 'trait' && isWorkedOut(leaf.trait)) return true
    return JSON.stringify(leaf).includes('"from":"answer"')
  })
}
