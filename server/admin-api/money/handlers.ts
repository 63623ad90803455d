import type { Clock } from '../../../domain/clock.ts'
import { dayStart, defaultZone, nextDayStart } from '../../../domain/local-time.ts'
import { chasedKinds } from '../../../domain/payments/flags.ts'
import type { MoneyFigures } from '../../../models/money-figures.ts'
import type { PaymentDifferenceStore } from '../../../models/payment-differences.ts'
import type { ReconciledDayStore } from '../../../models/reconciled-days.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { money as contract } from './contract.ts'

/** Every open page of 财务 asks for these, for the badges of its menu. */
export function createMoneyHandlers(deps: {
  figures: MoneyFigures
  differences: Pick<PaymentDifferenceStore, 'openDays'>
  days: Pick<ReconciledDayStore, 'lastDone'>
  clock: Clock
}): Handlers<typeof contract> {
  const { figures, differences, days, clock } = deps

  return {
    async today() {
      const now = clock.now()
      const [from, to] = [dayStart(now, defaultZone), nextDayStart(now, defaultZone)]
      const [paid, refunded, refunds, open, last] = await Promise.all([
        figures.paidWithin(from, to),
        figures.refundedWithin(from, to),
        figures.openRefunds(),
        differences.openDays(chasedKinds),
        days.lastDone(),
      ])
      return {
        now,
        paid,
        refunded,
        waitingRefunds: refunds.waiting,
        stuckRefunds: refunds.stuck,
        openDifferences: open.reduce((sum, one) => sum + one.open, 0),
        openDay: open[0]?.day ?? null,
        reconciledDay: last?._id ?? null,
      }
    },
  }
}
