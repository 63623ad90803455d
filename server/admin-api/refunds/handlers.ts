import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { isOwn, nextRefundNo, type OwnOrderDocument } from '../../../domain/orders/own-orders.ts'
import type { createBeginRefund } from '../../../domain/payments/begin-refund.ts'
import { refundIn } from '../../../domain/payments/own-money.ts'
import type { RedirectRefund } from '../../../domain/payments/redirect-refund.ts'
import type { RefundRequests } from '../../../domain/payments/refund-requests.ts'
import { refundableOf } from '../../../domain/payments/refundable.ts'
import type { Customer } from '../../../models/customer.ts'
import { type OrderKey, orderKey } from '../../../models/order-entry.ts'
import type { OrderStore } from '../../../models/orders.ts'
import type { OwnRefund, OwnRefundState } from '../../../models/own-order.ts'
import type { OwnPaymentReader } from '../../../models/own-payments.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { refunds as contract } from './contract.ts'
import { presentRefund } from './present.ts'

type Look = 'requested' | 'pending' | 'stuck' | 'closed'

const states: Record<Look, OwnRefundState[]> = {
  requested: ['requested'],
  pending: ['pending'],
  stuck: ['pending'],
  closed: ['done', 'refused', 'failed'],
}

export function createRefundHandlers(deps: {
  reader: Pick<OwnPaymentReader, 'withRefunds'>
  orders: Pick<OrderStore, 'find'>
  begin: ReturnType<typeof createBeginRefund>
  requests: RefundRequests
  redirect: RedirectRefund
  customers: Pick<Customers, 'findMany' | 'masked'>
  reviewAboveFen: () => number | undefined
}): Handlers<typeof contract> {
  const { reader, requests, customers } = deps

  const fits = (look: Look, { state, trouble }: OwnRefund): boolean =>
    states[look].includes(state) &&
    (look === 'stuck' ? trouble !== undefined : look !== 'pending' || trouble === undefined)

  async function page(look: Look, below: string | undefined, limit: number, caller: Caller) {
    const orders = (await reader.withRefunds(states[look], below as OrderKey | undefined, limit + 1)).filter(
      isOwn,
    )
    const shown = orders.slice(0, limit)
    const people = await customers.findMany(shown.map(({ customerId }) => customerId))
    const items = shown.flatMap((order) =>
      (order.own.refunds ?? [])
        .filter((refund) => fits(look, refund))
        .map((refund) => presentRefund(order, refund, aboutIt(people.get(order.customerId), caller))),
    )
    return { items, next: orders.length > limit ? (shown.at(-1)?._id ?? null) : null }
  }

  const aboutIt = (customer: Customer | undefined, caller: Caller) => ({
    ...{ customer, customers, caller, reviewAboveFen: deps.reviewAboveFen() },
  })

  async function orderOf(no: string): Promise<OwnOrderDocument> {
    const order = await deps.orders.find(orderKey(no, 'kelu'))
    if (!isOwn(order)) throw new DomainError('order.not_found', { no })
    return order
  }

  async function presentAll(order: OwnOrderDocument, of: readonly OwnRefund[], caller: Caller) {
    const people = await customers.findMany([order.customerId])
    return of.map((refund) => presentRefund(order, refund, aboutIt(people.get(order.customerId), caller)))
  }

  return {
    async find({ params: { no, refundNo }, caller }) {
      const order = await orderOf(no)
      const refund = refundIn(order.own, refundNo)
      const [presented] = refund === undefined ? [] : await presentAll(order, [refund], caller)
      if (presented === undefined) throw new DomainError('refund.not_found', { no, refundNo })
      return presented
    },

    async refundable({ params: { no }, caller }) {
      const order = await orderOf(no)
      const { own } = order
      return {
        no,
        isPaid: own.step === 'paid',
        ...refundableOf(own),
        reviewAboveFen: deps.reviewAboveFen() ?? null,
        nextRefundNo: nextRefundNo(no, own),
        refunds: await presentAll(order, own.refunds ?? [], caller),
      }
    },

    async begin({ params: { no, refundNo }, body, caller }) {
      return { state: await deps.begin(no, { refundNo, ...body }, caller) }
    },

    async redirect({ params: { no, refundNo }, body, caller }) {
      return { state: await deps.redirect(no, refundNo, body, caller) }
    },

    list: ({ query: { look, after, limit }, caller }) => page(look, after, limit, caller),

    async approve({ params: { no, refundNo }, caller }) {
      return { state: await requests.approve(no, refundNo, caller) }
    },

    async decline({ params: { no, refundNo }, body, caller }) {
      await requests.decline(no, refundNo, caller, body.answer)
      return {}
    },

    async retry({ params: { no, refundNo }, caller }) {
      await requests.retry(no, refundNo, caller)
      return {}
    },
  }
}
