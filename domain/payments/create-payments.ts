import pLimit from 'p-limit'
import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnPaymentReader } from '../../models/own-payments.ts'
import type { Settle } from '../checkout/contract.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isOwn, numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import { createBookPayment, type Merchant } from './book-payment.ts'
import type { OrderMoney } from './contract.ts'
import { createEndUnpaid } from './end-unpaid.ts'
import type { Flag, Settled } from './flags.ts'
import { paymentLook } from './looks.ts'
import { createMoveRefund } from './move-refund.ts'
import { withLookAt, without } from './own-money.ts'
import type { Payments } from './ports.ts'
import { createPreparePayment } from './prepare-payment.ts'

/** How many orders one sweep looks at, of each sort. */
const batch = 50
/** Orders looked at together: each waits for the platform most of the time. */
const atOnce = 8
/** Whoever took an order up and died is followed after this. */
const leaseMs = 60_000

export interface PaymentDeps {
  platform: Payments
  merchant: Merchant
  orders: Pick<OrderStore, 'find' | 'change'>
  reader: Pick<OwnPaymentReader, 'due' | 'nextLookAt'>
  book: Settle
  flag: Flag
  settled: Settled
  clock: Clock
  log: Log
}

export type OwnPayments = ReturnType<typeof createPayments>

/** Money for own orders: from the way to pay to the last fen that went back. */
export function createPayments(deps: PaymentDeps) {
  const { platform, orders, reader, book, clock, log } = deps
  const bookPayment = createBookPayment(deps)
  const endUnpaid = createEndUnpaid({ ...deps, bookPayment })
  const refunds = createMoveRefund(deps)
  const prepare = createPreparePayment({ ...deps, lookAtPayment })

  /** Books what the platform says for certain; what it does not say is asked later. */
  async function lookAtPayment(no: string): Promise<void> {
    const said = await platform.query(no)
    if (said.kind === 'paid') await bookPayment(said.transaction)
    if (said.kind === 'closed') await endUnpaid(no, '微信支付已关闭')
  }

  /** Of several processes one takes an order up; null = somebody else did, or nothing is due any more. */
  async function takeUp({ _id, rev }: OwnOrderDocument): Promise<OwnOrderDocument | null> {
    let taken: OwnOrderDocument | null = null
    await orders.change(_id, (known) => {
      taken = null
      if (!isOwn(known) || known.rev !== rev) return null
      taken = known
      return { ...known, own: { ...known.own, lookAt: new Date(clock.now().getTime() + leaseMs) } }
    })
    return taken
  }

  async function lookAt(order: OwnOrderDocument): Promise<void> {
    const no = numberOf(order)
    const now = clock.now()
    const { step, ending, look, prepay } = order.own
    if (step === 'open' && look !== undefined && look.at <= now) {
      if (ending !== undefined) await endUnpaid(no, ending)
      else {
        await nextPaymentLook(no, prepay?.at ?? now, look.times + 1)
        await lookAtPayment(no)
      }
    }
    for (const refund of order.own.refunds ?? []) {
      if (refund.state !== 'pending' || refund.look === undefined || refund.look.at > now) continue
      // As it stands now: a refund before it in the list may have been sent just now.
      const current = await orders.find(order._id)
      if (isOwn(current)) await refunds.move(current, refund)
    }
  }

  async function nextPaymentLook(no: string, orderedAt: Date, times: number): Promise<void> {
    await orders.change(orderKey(no, 'kelu'), (known) => {
      if (!isOwn(known) || known.own.step !== 'open' || known.own.ending !== undefined) return null
      const look = paymentLook(orderedAt, times)
      return { ...known, own: withLookAt({ ...without(known.own, 'look'), ...(look && { look }) }) }
    })
  }

  /** Gives the order back to when it is due by itself. */
  async function putBack({ _id }: OwnOrderDocument): Promise<void> {
    await orders.change(_id, (known) => (isOwn(known) ? { ...known, own: withLookAt(known.own) } : null))
  }

  /** One that is being ended has a time of its own. */
  async function beginEnding(no: string): Promise<void> {
    const order = await orders.find(orderKey(no, 'kelu'))
    if (isOwn(order) && order.own.ending === undefined) await guarded(no, () => endUnpaid(no, '超时未付款'))
  }

  async function followUp(order: OwnOrderDocument): Promise<void> {
    const taken = await takeUp(order)
    if (taken === null) return
    await guarded(numberOf(order), () => lookAt(taken))
    await putBack(taken)
  }

  async function guarded(no: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof DomainError && error.code === 'order.undecided') return
      log.error({ error, no }, 'an order could not be looked at; it will be again')
    }
  }

  return {
    ...({ prepare, endUnpaid } satisfies OrderMoney),
    bookPayment,
    refundTold: refunds.told,
    /** Orders whose time is over, and all that is to be asked by now. Returns how many were looked at. */
    async sweep(): Promise<number> {
      const inTurn = pLimit(atOnce)
      const over = await book.dueForClosing(batch)
      await Promise.all(over.map((no) => inTurn(() => beginEnding(no))))
      const due = (await reader.due(clock.now(), batch)).filter(isOwn)
      await Promise.all(due.map((order) => inTurn(() => followUp(order))))
      return over.length + due.length
    },
    nextDueAt: (): Promise<Date | null> => reader.nextLookAt(),
  }
}
