import { callKelu, type KeluAccess } from './kelu.ts'

export interface ShopOrder {
  no: string
  unionid: string
  paidAt: string
  sku: string
  name: string
  priceFen: number
}

/** Tells that an order was paid. Told again, it counts once. */
export async function tellPaid(kelu: KeluAccess, order: ShopOrder): Promise<void> {
  await callKelu(kelu, 'POST', '/order-events', {
    id: `paid-${order.no}`,
    type: 'order.paid',
    at: order.paidAt,
    orderId: order.no,
    amountFen: order.priceFen,
    items: [{ productId: order.sku, name: order.name, quantity: 1, priceFen: order.priceFen }],
    buyer: { unionid: order.unionid },
  })
}
