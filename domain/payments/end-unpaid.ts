import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { Settle } from '../checkout/contract.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { isOwn, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { BookPayment } from './book-payment.ts'
import type { Flag, Settled } from './flags.ts'
import { endingLook } from './looks.ts'
import { withLookAt } from './own-money.ts'
import type { Payments, QueryOutcome } from './ports.ts'

/** From then on somebody is told that an order cannot be ended. */
const patientTimes = 8

/**
 * Ends an order nobody paid: from the first write on nobody is given a way to pay it; then query, close, query. Only a query that
 * was answered and checked decides, since a word of error may be wrong and the payer may be typing the password.
 */
export function createEndUnpaid(deps: {
  platform: Pick<Payments, 'query' | 'close'>
  orders: Pick<OrderStore, 'find' | 'change'>
  book: Pick<Settle, 'close'>
  bookPayment: BookPayment
  flag: Flag
  settled: Settled
  clock: Clock
}) {
  const { platform, orders, book, bookPayment, flag, settled, clock } = deps

  /** The order as it stands once nobody new can pay it; null when there is none. */
  async function begin(no: string, reason: string): Promise<OwnOrderDocument | null> {
    await orders.change(orderKey(no, 'kelu'), (known) => {
      if (!isOwn(known) || known.own.step !== 'open' || known.own.ending !== undefined) return null
      const look = endingLook(clock.now(), 0)
      return { ...known, own: withLookAt({ ...known.own, ending: reason, look }) }
    })
    const order = await orders.find(orderKey(no, 'kelu'))
    return isOwn(order) ? order : null
  }

  /** What the platform says for certain, after it was asked to close the order; anything else says nothing. */
  async function ask(no: string): Promise<QueryOutcome> {
    const before = await platform.query(no)
    if (before.kind !== 'unpaid') return before
    await platform.close(no)
    return platform.query(no)
  }

  async function later({ own }: OwnOrderDocument, no: string, said: QueryOutcome): Promise<never> {
    const times = own.look?.times ?? 0
    await orders.change(orderKey(no, 'kelu'), (known) => {
      if (!isOwn(known) || known.own.step !== 'open') return null
      return { ...known, own: withLookAt({ ...known.own, look: endingLook(clock.now(), times) }) }
    })
    const code = 'code' in said ? said.code : said.kind
    if (times >= patientTimes) await flag({ kind: 'undecided', ref: no, no, theirs: code })
    throw new DomainError('order.undecided', { no, code })
  }

  return async function endUnpaid(no: string, reason: string): Promise<void> {
    const order = await begin(no, reason)
    if (order === null) throw new DomainError('order.not_found', { no })
    const { step, prepay, ending = reason } = order.own
    if (step !== 'open') return
    // Nobody was ever given a way to pay it, and from now on nobody will be.
    if (prepay === undefined) return void (await book.close(no, ending))
    const said = await ask(no)
    if (said.kind === 'closed') await book.close(no, ending)
    else if (said.kind !== 'paid' || (await bookPayment(said.transaction)) === 'flagged') {
      return later(order, no, said)
    }
    if ((order.own.look?.times ?? 0) >= patientTimes) await settled.known(['undecided'], no)
  }
}
