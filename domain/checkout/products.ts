import type { MediaStore } from '../../models/media.ts'
import type { Sku, SkuStore, SkuWords } from '../../models/skus.ts'
import { DomainError } from '../errors.ts'
import { pictureNamedBy } from '../media/picture-name.ts'

/** What is for sale, as those who sell it change it. */
export function createProducts(deps: { skus: SkuStore; media: Pick<MediaStore, 'find'> }) {
  const { skus, media } = deps

  async function find(skuId: string): Promise<Sku> {
    const sku = await skus.find(skuId)
    if (sku === null) throw new DomainError('product.not_found', { skuId })
    return sku
  }

  return {
    find,
    list: skus.list,
    /**
     * Adds it, or changes what is said of it; its stock stays. Orders keep the price they were placed at.
     * @throws DomainError `product.picture`: the uploaded picture it names is not there
     */
    async say(skuId: string, words: SkuWords): Promise<Sku> {
      const picture = pictureNamedBy(words.picture ?? '')
      if (picture !== null && (await media.find(picture)) === null) {
        throw new DomainError('product.picture', { skuId })
      }
      await skus.say(skuId, words)
      return find(skuId)
    },
    /** @throws DomainError `product.not_found` */
    async switch(skuId: string, isOn: boolean): Promise<Sku> {
      await skus.switch(skuId, isOn)
      return find(skuId)
    },
    /**
     * What lies in the warehouse by a count, what orders hold included.
     * @throws DomainError `product.not_found`, `product.held` when orders hold more than that
     */
    async count(skuId: string, onHand: number): Promise<Sku> {
      const outcome = await skus.count(skuId, onHand)
      const sku = await find(skuId)
      if (outcome === 'held') throw new DomainError('product.held', { skuId, held: heldOf(sku) })
      return sku
    },
  }
}

export type Products = ReturnType<typeof createProducts>

/** How many orders that wait for their payment keep. */
export const heldOf = ({ onHand, free }: Pick<Sku, 'onHand' | 'free'>): number => onHand - free
