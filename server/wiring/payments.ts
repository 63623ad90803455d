import type { Activity } from '../../domain/activity.ts'
import type { Settle } from '../../domain/checkout/contract.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import { createPayments } from '../../domain/payments/create-payments.ts'
import { createFlag, createSettled } from '../../domain/payments/flags.ts'
import { createReconcile } from '../../domain/payments/reconcile.ts'
import type { Sweeper } from '../../jobs/sweep.ts'
import type { Live } from '../live/live.ts'
import { besides } from './besides.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

export type Money = NonNullable<ReturnType<typeof wirePayments>>

/** Taking money for own orders; null where no platform for it is configured. */
export function wirePayments(deps: {
  platforms: Pick<Platforms, 'money'>
  stores: Pick<Stores, 'orders' | 'ownPayments' | 'paymentDifferences' | 'reconciledDays'>
  book: Settle
  background: Activity['background']
  live: Pick<Live, 'announce'>
  clock: Clock
  log: Log
}) {
  const { stores, book, background, clock, log } = deps
  const { money } = deps.platforms
  if (money === undefined) return null
  const { payments: platform, merchant, notices } = money
  const { orders, ownPayments: reader, paymentDifferences: differences, reconciledDays: days } = stores
  const { announce } = deps.live
  const flag = createFlag({ store: differences, clock, log, announce })
  const settled = createSettled({ store: differences, clock, announce })
  const payments = createPayments({ platform, merchant, orders, reader, book, flag, settled, clock, log })
  const { bookPayment, refundTold } = payments
  const reconciliation = createReconcile({
    ...{ platform, orders, reader, differences, days, bookPayment, refundTold, announce, clock, log },
  })
  const sweeper: Sweeper = {
    name: 'payments',
    sweep: besides('payments', payments.sweep, background),
    nextDueAt: payments.nextDueAt,
  }
  return { platform, payments, reconciliation, flag, notices, mchid: merchant.mchid, sweeper }
}
