import type { Customers } from '../../../domain/customers/contract.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { isOwn } from '../../../domain/orders/own-orders.ts'
import type { RefundRequests } from '../../../domain/payments/refund-requests.ts'
import type { OrderKey } from '../../../models/order-entry.ts'
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
  requests: RefundRequests
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
        .map((refund) =>
          presentRefund(order, refund, {
            customer: people.get(order.customerId),
            customers,
            caller,
            reviewAboveFen: deps.reviewAboveFen(),
          }),
        ),
    )
    return { items, next: orders.length > limit ? (shown.at(-1)?._id ?? null) : null }
  }

  return {
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
