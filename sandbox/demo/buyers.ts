import { buy, followGroupSend, join, open, order, redeemInStore, scan, slot } from './deeds.ts'
import { type Expectation, merge } from './expectation.ts'
import type { Role, RoleDeed, Script } from './role.ts'

/** M2, as far as nothing gets in its way: confirmed, shipped, explained, and a coupon for the second order. */
export const newBuyer: Expectation = {
  touches: { 'sms.delivered': 4 },
  runs: { 'new-buyer-activation.completed': 1 },
}

/** M2 and 高价值: so large a first order that an adviser calls, and premium products are recommended. */
const bigSpender: Role = {
  name: 'bigSpender',
  share: 5,
  deeds: (script) => [
    ...join(script, script.n % 3, slot(script.n, 9)),
    ...buy(script, (script.n % 3) + 1, slot(script.n, 10), 600_000),
    // Is seen again, so that nobody has to wake them up.
    open(script, 26, slot(script.n, 10)),
  ],
  expect: () =>
    merge(newBuyer, {
      touches: { 'sms.delivered': 1 },
      runs: { 'high-value-care.completed': 1 },
      tasks: { done: 1 },
    }),
  followUp: () => 'finish',
}

/** Bought three times, ninety days apart: expected again on that day. */
export const regular = (script: Script, again = 10, sourceChannel?: string): RoleDeed[] => [
  ...join(script, 0, slot(script.n, 9), sourceChannel),
  order(script, 'paid', again - 270, slot(script.n, 9), { orderId: 'oldest' }),
  order(script, 'paid', again - 180, slot(script.n, 10), { orderId: 'older' }),
  order(script, 'paid', again - 90, slot(script.n, 11), { orderId: 'old' }),
  open(script, 26, slot(script.n, 10)),
]

/** M3: reminded, called, and given a threshold coupon in the end. */
const repurchaser: Role = {
  name: 'repurchaser',
  share: 5,
  deeds: (script) => regular(script),
  expect: () => ({
    touches: { 'sms.delivered': 2 },
    runs: { 'repurchase.completed': 1 },
    tasks: { done: 1 },
  }),
  followUp: () => 'acceptAndFinish',
}

/** M3: orders after the reminder, and is left in peace. */
const repurchaserBuys: Role = {
  name: 'repurchaserBuys',
  share: 5,
  deeds: (script) => [
    ...regular(script),
    order(script, 'paid', 8, slot(script.n, 11), { orderId: 'fourth' }),
  ],
  expect: () => ({
    touches: { 'sms.delivered': 1 },
    runs: { 'repurchase.exit:order.paid': 1 },
    goals: { repurchase: 1 },
  }),
}

/** M11, 潜力: bought once, comes again, and grows; every second uses the coupon for it in a store. */
const grower: Role = {
  name: 'grower',
  share: 5,
  deeds: (script) => [
    ...join(script, 0, slot(script.n, 13)),
    order(script, 'paid', -60, slot(script.n, 14), { orderId: 'old' }),
    order(script, 'paid', 6, slot(script.n, 12), { orderId: 'second' }),
    ...(script.n % 2 === 0 ? [redeemInStore(script, 12, slot(script.n, 15))] : []),
    // Is seen again, so that nobody has to wake them up.
    open(script, 26, slot(script.n, 12)),
  ],
  expect: () => ({ touches: { 'sms.delivered': 2 }, runs: { 'growth-care.completed': 1 } }),
}

/** M4: bought long ago and not heard of for thirty days; the second half comes back after the recall. */
const lapsed: Role = {
  name: 'lapsed',
  share: 8,
  deeds: (script) => [
    ...join(script, 0, slot(script.n, 13)),
    order(script, 'paid', -120, slot(script.n, 14), { orderId: 'old' }),
    ...(script.n % 2 === 1 ? [open(script, 33, slot(script.n, 10))] : []),
  ],
  expect: ({ n }): Expectation =>
    n % 2 === 1
      ? { touches: { 'sms.delivered': 1 }, runs: { 'win-back.completed': 1 } }
      : // The story ends before they are given up.
        { touches: { 'sms.delivered': 2 }, runs: { 'win-back.active': 1 } },
}

/** Day of the first week; the reviews of its evening go by SMS: whom would a salesperson send them to on Sunday. */
const saturday = 5

/** M6: a parent met at the baby fair; the first half read what their salesperson sends of it, the others get the reviews. */
const parent: Role = {
  name: 'parent',
  share: 8,
  deeds: (script) => [
    scan(script, script.n % 5, slot(script.n, 9), 'baby2026'),
    ...join(script, script.n % 5, slot(script.n, 10)),
    order(script, 'created', script.n % 5, slot(script.n, 11), { traits: { babyStage: '六个月以上' } }),
    ...(script.n % 2 === 0
      ? [followGroupSend(script, (script.n % 5) + 1, slot(script.n, 10), '辅食清单')]
      : []),
  ],
  expect: ({ n }) =>
    merge(
      { callbacks: 1, touches: { 'welcome.sent': 1 }, runs: { 'baby-food.completed': 1 } },
      // The click on top of the form and the order makes their score high enough for a salesperson.
      n % 2 === 0
        ? { touches: { 'wecom.clicked': 1 }, tasks: { done: 1 } }
        : { touches: n % 5 === saturday - 2 ? { 'wecom.sent': 1, 'sms.delivered': 1 } : { 'wecom.sent': 2 } },
    ),
  followUp: () => 'finish',
}

/** Those who buy, are expected to buy, or have stopped. */
export const buyers: Role[] = [bigSpender, repurchaser, repurchaserBuys, grower, lapsed, parent]
