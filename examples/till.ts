import { callKelu, type KeluAccess } from './kelu.ts'

export interface Sale {
  no: string
  at: string
  store: string
  seller: string
  /** As the customer says it. */
  phone: string
  lines: { sku: string; name: string; quantity: number; priceFen: number }[]
}

/** A sale at the till, of whoever gave a phone number. The till numbers its sales anew in each store. */
export async function tellSale(kelu: KeluAccess, sale: Sale): Promise<void> {
  const orderId = `${sale.store}-${sale.no}`
  await callKelu(kelu, 'POST', '/order-events', {
    id: `sale-${orderId}`,
    type: 'order.paid',
    at: sale.at,
    orderId,
    amountFen: sale.lines.reduce((sum, { quantity, priceFen }) => sum + quantity * priceFen, 0),
    items: sale.lines.map(({ sku, ...line }) => ({ productId: sku, ...line })),
    storeId: sale.store,
    staffId: sale.seller,
    buyer: { phone: sale.phone },
  })
}
