import { callKelu, type KeluAccess } from './kelu.ts'

interface OrderPage {
  items: { id: string }[]
  next: string | null
}

/** Ids of all orders, page by page. Its key works from the addresses of the ERP alone. */
export async function ordersForBooks(kelu: KeluAccess): Promise<string[]> {
  const ids: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const query = new URLSearchParams({ limit: '200', ...(after && { after }) })
    const page: OrderPage = await callKelu<OrderPage>(kelu, 'GET', `/orders?${query}`)
    ids.push(...page.items.map(({ id }) => id))
    after = page.next
  }
  return ids
}
