import { z } from 'zod'
import { onHandSchema, skuIdSchema, skuWords } from '../../../domain/checkout/sku-rules.ts'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint, fileAnswer } from '../core/endpoint.ts'
import { paged, pageQuery } from '../core/parts.ts'

const sku = z
  .object({
    skuId: z.string(),
    /** Skus of one product are looked at together. */
    productId: z.string(),
    name: z.string(),
    /** What tells it from the others of its product. */
    spec: z.string().nullable(),
    category: z.string().nullable(),
    /** `media:<sha-256>` of one that was uploaded, or the address of one that stands elsewhere. */
    picture: z.string().nullable(),
    /** Of one, with delivery. */
    priceFen: z.number(),
    isOn: z.boolean(),
    stock: z.object({
      /** What lies in the warehouse: what can be ordered, and what orders hold that wait for their payment. */
      onHand: z.number(),
      free: z.number(),
      held: z.number(),
      sold: z.number(),
    }),
  })
  .meta({ id: 'Sku' })

const sellers = ['owner', 'marketer'] as const
const one = { params: z.object({ skuId: skuIdSchema }), answer: sku }

const narrowing = {
  onSale: z.literal('true').optional(),
  category: z.string().max(64).optional(),
}

export const products = {
  list: endpoint({
    method: 'get',
    path: '/products',
    summary: 'What is for sale, or was, by product',
    roles,
    query: z.object({
      ...pageQuery,
      ...narrowing,
    }),
    answer: paged(sku),
  }),
  takeTable: endpoint({
    method: 'post',
    path: '/products-table',
    summary: 'What is for sale, or was, as the list is narrowed, as a CSV file; noted',
    roles: sellers,
    body: z.object(narrowing),
    answer: fileAnswer,
    answersFile: 'text/csv',
  }),
  find: endpoint({
    method: 'get',
    path: '/products/{skuId}',
    summary: 'One thing for sale, with its stock',
    roles,
    ...one,
  }),
  save: endpoint({
    method: 'put',
    path: '/products/{skuId}',
    summary:
      'Add something for sale, or change what is said of it; orders keep the price they were placed at',
    roles: sellers,
    body: z.object(skuWords),
    ...one,
  }),
  switch: endpoint({
    method: 'post',
    path: '/products/{skuId}/switch',
    summary: 'Put something on sale, or take it off',
    roles: sellers,
    body: z.object({ isOn: z.boolean() }),
    ...one,
  }),
  count: endpoint({
    method: 'put',
    path: '/products/{skuId}/stock',
    summary: 'Say what lies in the warehouse by a count; refused below what orders hold',
    roles: sellers,
    body: z.object({ onHand: onHandSchema }),
    ...one,
  }),
}
