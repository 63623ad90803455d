import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Announce } from '../../domain/live.ts'
import type { AuditLog } from '../../domain/members/audit-log.ts'
import { createBeginRefund } from '../../domain/payments/begin-refund.ts'
import { createDifferenceDecisions } from '../../domain/payments/decide-difference.ts'
import { createRedirectRefund } from '../../domain/payments/redirect-refund.ts'
import { createRefundRequests } from '../../domain/payments/refund-requests.ts'
import type { Connection } from '../../models/connect.ts'
import { createMoneyFigures } from '../../models/money-figures.ts'
import { createMoneyHandlers } from '../admin-api/money/handlers.ts'
import { createReconciliationHandlers } from '../admin-api/reconciliation/handlers.ts'
import { createRefundHandlers } from '../admin-api/refunds/handlers.ts'
import type { Money } from './payments.ts'
import type { Stores } from './stores.ts'

/** What 财务 does about the money of own orders: refunds and 对账. */
export function wireMoneyApi(deps: {
  stores: Pick<Stores, 'orders' | 'ownPayments' | 'paymentDifferences' | 'reconciledDays'>
  connection: Connection
  customers: Pick<Customers, 'findMany' | 'masked'>
  auditLog: Pick<AuditLog, 'record'>
  /** Null where no platform for it is configured. */
  money: Pick<Money, 'platform' | 'payments'> | null
  reviewAboveFen: () => number | undefined
  announce: Announce
  clock: Clock
}) {
  const { stores, customers, money, reviewAboveFen, auditLog, announce, clock } = deps
  const { orders, ownPayments: reader, paymentDifferences: differences, reconciledDays: days } = stores
  const figures = createMoneyFigures(deps.connection)
  const beginning = { orders, auditLog, reviewAboveFen, announce, clock }
  const requests = createRefundRequests(beginning)
  const deciding = { differences, orders, requests, auditLog, announce, clock }
  return {
    money: createMoneyHandlers({ figures, differences, days, clock }),
    refunds: createRefundHandlers({
      ...{ reader, orders, requests, customers, reviewAboveFen },
      begin: createBeginRefund(beginning),
      redirect: createRedirectRefund({ orders, asking: money, auditLog, announce, clock }),
    }),
    reconciliation: createReconciliationHandlers({
      ...{ days, differences, orders, customers, auditLog, announce, clock },
      decisions: createDifferenceDecisions({ ...deciding, asking: money }),
    }),
  }
}
