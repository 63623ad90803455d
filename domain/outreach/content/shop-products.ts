import type { Customer } from '../../../models/customer.ts'

/** A line of an order, as its event has it. */
type Item = Readonly<Record<string, unknown>>

/** A product of the own shop, whether or not anybody can buy it now. */
export interface ShopProduct {
  productId: string
  name: string
  category?: string
  /** On sale, and something of it is left. */
  isAvailable: boolean
}

export interface Choice {
  product: string
  /** zh-CN: what it was chosen by; absent = somebody named it. */
  because?: string
}

/** What the preference rules of the templates call a favourite category. */
const preference = (category: string): string => `偏好${category}`

/**
 * The product for somebody among what can be bought now and was never bought: of a category they prefer (their tag 偏好<类目>), in the
 * order of the tags; else of one they bought, the one they bought most first; else none, for nothing speaks for any. Within a category
 * the lowest product id.
 */
export function choiceOnSale(
  products: readonly ShopProduct[],
  {
    customer,
    items,
    isBought,
  }: {
    customer: Pick<Customer, 'tags'>
    items: readonly Item[]
    isBought: (product: { product: string; productId: string }) => boolean
  },
): Choice | null {
  const open = products
    .filter(({ isAvailable, name, productId }) => isAvailable && !isBought({ product: name, productId }))
    .toSorted((a, b) => (a.productId < b.productId ? -1 : 1))
  const firstOf = (category: string) => open.find((each) => each.category === category)

  const categories = new Set(open.flatMap(({ category }) => category ?? []))
  for (const { name } of customer.tags) {
    const preferred = [...categories].find((category) => preference(category) === name)
    const found = preferred === undefined ? undefined : firstOf(preferred)
    if (found) return { product: found.name, because: name }
  }
  for (const category of byCount(items)) {
    const found = firstOf(category)
    if (found) return { product: found.name, because: `买过${category}` }
  }
  return null
}

/** Whether a product somebody named can be had: what the own shop does not know is somebody else's to sell. */
export function canBeHad(
  { product, productId }: { product: string; productId?: string },
  shop: readonly ShopProduct[],
): boolean {
  const known = shop.find((each) =>
    productId === undefined ? each.name === product : each.productId === productId,
  )
  return known?.isAvailable ?? true
}

/** Categories of what was bought, the one with most pieces first. */
function byCount(items: readonly Item[]): string[] {
  const pieces = new Map<string, number>()
  for (const { category, quantity } of items) {
    if (typeof category !== 'string') continue
    pieces.set(category, (pieces.get(category) ?? 0) + (typeof quantity === 'number' ? quantity : 1))
  }
  return [...pieces].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([category]) => category)
}
