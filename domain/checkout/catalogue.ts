import type { Sku, SkuStore } from '../../models/skus.ts'
import { DomainError } from '../errors.ts'
import { withPictureAddresses } from '../media/picture-name.ts'

/** More skus than one product has. */
const mostSkus = 200

export interface SkuOnSale {
  skuId: string
  /** What tells it from the others of its product. */
  spec?: string
  priceFen: number
  /** How many can be ordered at this moment. */
  left: number
}

/** What customers look at: the skus of one product that are on sale. */
export interface Product {
  productId: string
  name: string
  category?: string
  picture?: string
  skus: SkuOnSale[]
}

/** Products as customers see them. What is switched off does not exist for them. */
export function createCatalogue(deps: {
  skus: Pick<SkuStore, 'list' | 'ofProduct'>
  /** Where uploaded pictures stand: a mini-program has no address of ours of its own. */
  publicUrl: string
}) {
  const { skus, publicUrl } = deps

  return {
    /** By product id, after that one; `next` = after which to go on, absent at the end. */
    async list(
      { after, category }: { after?: string; category?: string },
      limit: number,
    ): Promise<{ products: Product[]; next?: string }> {
      const place = after === undefined ? undefined : { productId: after, _id: '\uffff' }
      const most = mostSkus + limit
      const found = await skus.list({ after: place, onSale: true, category }, most)
      const products = productsOf(publicUrl, found)
      // The last one may go on beyond what was read.
      const whole = found.length < most ? products : products.slice(0, -1)
      const page = whole.slice(0, limit)
      const isAll = page.length === products.length
      return { products: page, ...(!isAll && { next: page.at(-1)?.productId }) }
    },
    /** @throws DomainError `product.not_found` */
    async find(productId: string): Promise<Product> {
      const found = await skus.ofProduct(productId, mostSkus)
      const [product] = productsOf(
        publicUrl,
        found.filter(({ isOn }) => isOn),
      )
      if (product === undefined) throw new DomainError('product.not_found', { productId })
      return product
    },
  }
}

export type Catalogue = ReturnType<typeof createCatalogue>

/** What a product is called the first of its skus says. */
function productsOf(publicUrl: string, skus: readonly Sku[]): Product[] {
  const products = new Map<string, Product>()
  for (const { _id: skuId, productId, name, category, picture, spec, priceFen, free: left } of skus) {
    const product = products.get(productId) ?? {
      productId,
      name,
      ...(category !== undefined && { category }),
      ...(picture !== undefined && { picture: withPictureAddresses(picture, publicUrl) }),
      skus: [],
    }
    product.skus.push({ skuId, ...(spec !== undefined && { spec }), priceFen, left })
    products.set(productId, product)
  }
  return [...products.values()]
}
