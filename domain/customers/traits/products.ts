import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'

/** How many products were looked at, and the last one. */
export const products: Reducer = {
  hears: ({ name }) => name === 'product.viewed',
  apply({ traits }, event) {
    const at = event.at
    traits.productViews = (typeof traits.productViews === 'number' ? traits.productViews : 0) + 1
    const latest = laterOf(traits.lastProductViewAt, at)
    if (latest === at && typeof event.props.productId === 'string') {
      traits.lastViewedProductId = event.props.productId
    }
    traits.lastProductViewAt = latest
  },
}
