import type { TagReason } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { OrderEntry } from '../../../models/order-entry.ts'
import type { PreferenceRuleDefinition } from '../../language/preference-rule.ts'
import { countedOrders } from '../traits/order-ledger.ts'
import { categories } from './categories.ts'
import { discountedOrders } from './discounted-orders.ts'
import {
  byCodePoint,
  type Evidence,
  type Found,
  type Judge,
  oldestFirst,
  type Window,
  windowBefore,
} from './evidence.ts'
import { promotionClicks } from './promotion-clicks.ts'
import { topics } from './topics.ts'

/** A rule, and the version of it that is in force. */
export interface RuleInForce {
  rule: PreferenceRuleDefinition
  /** `<id>@<number>` */
  version: string
}

/** A tag somebody is to have, and why. */
export interface Preference {
  name: string
  reason: TagReason
}

/** All events that say something of preferences. */
export const tellingEvents = [
  'page.viewed',
  'product.viewed',
  'cart.added',
  'message.clicked',
  'order.paid',
] as const

const judges: { [K in PreferenceRuleDefinition['evidence']]: Judge<K> } = {
  discountedOrders,
  promotionClicks,
  categories,
  topics,
}

/** Named with a tag, newest first. */
const eventsNamed = 3

/**
 * The preferences these rules find in what somebody did before the day of `at`, which is a day of the shop. The order and the
 * repetition of what is handed over change nothing. Of two rules that give one tag the first stands.
 */
export function preferencesOf(
  rules: readonly RuleInForce[],
  told: { events: readonly KeluEvent[]; orders: readonly OrderEntry[] },
  at: Date,
): Preference[] {
  const given = new Map<string, Preference>()
  for (const { rule, version } of rules) {
    const window = windowBefore(at, rule.windowDays)
    const judge = judges[rule.evidence] as Judge<PreferenceRuleDefinition['evidence']>
    const found = judge(rule, within(window, told), window).sort(strongestFirst)
    for (const one of 'atMost' in rule ? found.slice(0, rule.atMost) : found) {
      if (given.has(one.tag)) continue
      given.set(one.tag, {
        name: one.tag,
        reason: reasonOf(one, { rule: version, evidence: rule.evidence, ...window }),
      })
    }
  }
  return [...given.values()]
}

function within(
  { from, until }: Window,
  told: { events: readonly KeluEvent[]; orders: readonly OrderEntry[] },
): Evidence {
  const isIn = (at: Date) => at >= from && at < until
  const once = new Map(told.events.map((event) => [event._id, event]))
  return {
    events: [...once.values()]
      .filter(({ at }) => isIn(at))
      .sort((a, b) => oldestFirst({ event: a._id, at: a.at }, { event: b._id, at: b.at })),
    orders: countedOrders(told.orders)
      .filter(({ payment }) => isIn(payment.at))
      .sort((a, b) => oldestFirst(a.payment, b.payment)),
  }
}

/** Of equals that with the later last evidence, then by code point of the name. */
function strongestFirst(a: Found, b: Found): number {
  const strengthOf = ({ score, count }: Found) => Math.round((score ?? count) * 1e9)
  const lastOf = ({ by }: Found) => by.at(-1)?.at.getTime() ?? 0
  return strengthOf(b) - strengthOf(a) || lastOf(b) - lastOf(a) || byCodePoint(a.tag, b.tag)
}

function reasonOf(
  { count, of, share, score, discountShare, by }: Found,
  asked: Pick<TagReason, 'rule' | 'evidence' | 'from' | 'until'>,
): TagReason {
  return {
    ...asked,
    count,
    of,
    share: rounded(share),
    ...(score !== undefined && { score: rounded(score) }),
    ...(discountShare !== undefined && { discountShare: rounded(discountShare) }),
    events: [...new Set(by.map(({ event }) => event).reverse())].slice(0, eventsNamed),
  }
}

/** Four decimals: as many as anybody reads. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
