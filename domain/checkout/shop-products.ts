import type { Sku, SkuStore } from '../../models/skus.ts'
import type { ShopProduct } from '../outreach/content/shop-products.ts'
import { remembered } from '../remembered.ts'

/** Stock moves all the time, and a mass message asks for each of its people. */
const rememberMs = 5_000
/** More skus than a shop has. */
const mostSkus = 5_000

/** Every product there is, on sale or not, as it stood moments ago. */
export function createShopProducts({ skus }: { skus: Pick<SkuStore, 'list'> }): () => Promise<ShopProduct[]> {
  return remembered(rememberMs, async () => productsOf(await skus.list({}, mostSkus)))
}

function productsOf(skus: readonly Sku[]): ShopProduct[] {
  const products = new Map<string, ShopProduct>()
  for (const { productId, name, category, isOn, free } of skus) {
    const known = products.get(productId) ?? {
      productId,
      name,
      ...(category !== undefined && { category }),
      isAvailable: false,
    }
    products.set(productId, { ...known, isAvailable: known.isAvailable || (isOn && free > 0) })
  }
  return [...products.values()]
}
