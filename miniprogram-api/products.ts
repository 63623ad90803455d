import { z } from 'zod'
import type { Catalogue } from '../domain/checkout/catalogue.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract } from '../http/contract.ts'

const pageLimit = 50

/** Ids of products and skus, as the shop's own lists have them. */
export const productIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'up to 64 letters, digits or . _ -')
const fen = z.int().min(0)

const product = z.object({
  productId: z.string(),
  name: z.string(),
  category: z.string().optional(),
  picture: z.string().optional(),
  skus: z.array(
    z.object({
      skuId: z.string(),
      spec: z.string().optional().describe('what tells it from the others of its product'),
      priceFen: fen.describe('of one, with delivery'),
      left: z.int().min(0).describe('how many can be ordered at this moment'),
    }),
  ),
})

export const productsContract = contract({
  summary: 'List what is on sale, by product id.',
  query: z.object({
    after: productIdSchema.optional(),
    category: z.string().min(1).max(64).optional(),
    limit: z.coerce.number().int().min(1).max(pageLimit).default(pageLimit),
  }),
  answer: z.object({
    products: z.array(product),
    next: z.string().optional().describe('`after` of the next page; absent at the end'),
  }),
})

export const productContract = contract({
  summary: 'Look at one product that is on sale.',
  params: z.object({ id: productIdSchema }),
  answer: product,
  refusals: ['product.not_found'],
})

/** GET /mp/v1/products and /mp/v1/products/:id: what is on sale, for anybody. */
export function createProducts({ catalogue }: { catalogue: Catalogue }) {
  return {
    async list(ctx: Context<AddedBy<typeof productsContract>>) {
      const { after, category, limit } = ctx.state.given.query
      ctx.body = await catalogue.list({ after, category }, limit)
    },
    async one(ctx: Context<AddedBy<typeof productContract>>) {
      ctx.body = await catalogue.find(ctx.state.given.params.id)
    },
  }
}
