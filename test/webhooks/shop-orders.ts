import { signedHeaders } from '../../domain/webhooks/signature.ts'

interface OrderPaid {
  id: string
  orderId: string
}

/** An order somebody of their own has paid. */
export const anOrderPaid = (no: string, at: Date): OrderPaid & Record<string, unknown> => ({
  ...{ id: `paid-${no}`, type: 'order.paid', at: at.toISOString(), orderId: no, amountFen: 19_900 },
  items: [{ productId: 'p1', name: '奶粉', quantity: 1, priceFen: 19_900 }],
  buyer: { unionid: `u-${no}` },
})

/** Tells it as the shop does. @throws when it was not acknowledged */
export async function tellOrder(
  { baseUrl, secret, now }: { baseUrl: string; secret: string; now: () => Date },
  order: OrderPaid,
): Promise<void> {
  const body = JSON.stringify(order)
  const headers = signedHeaders([secret], order.id, body, now())
  const answer = await fetch(`${baseUrl}/hooks/shop`, { method: 'POST', body, headers })
  if (!answer.ok) throw new Error(`${order.id}: ${answer.status} ${await answer.text()}`)
}
