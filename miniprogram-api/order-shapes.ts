import { z } from 'zod'
import { contactIn, noContactData } from '../domain/customers/contact-data.ts'
import { numberOf, type OwnOrderDocument } from '../domain/orders/own-orders.ts'
import { clientIdSchema } from '../http/event-batch.ts'
import { foreignIdSchema, foreignLineSchema } from '../http/foreign-line.ts'
import { typedPhoneSchema } from '../http/typed-phone.ts'
import { productIdSchema } from './products.ts'

const mostLines = 50
const mostOfOne = 999
const fen = z.int().min(0)

/** Words kept in clear. */
const plainWords = (most: number) =>
  foreignLineSchema(most).refine((words) => contactIn({ words }) === null, noContactData)

export const numberSchema = z.string().regex(/^[0-9A-Za-z_-]{6,32}$/, 'the number of an order')

const basket = {
  lines: z
    .array(z.object({ skuId: productIdSchema, quantity: z.int().min(1).max(mostOfOne) }))
    .min(1)
    .max(mostLines)
    .refine(
      (lines) => new Set(lines.map(({ skuId }) => skuId)).size === lines.length,
      'each sku in one line',
    ),
  couponCode: foreignIdSchema(64).optional(),
}
export const basketSchema = z.object(basket)

export const newOrderSchema = z.object({
  clientKey: clientIdSchema.describe('chosen once for each order the customer means to place'),
  ...basket,
  totalFen: fen.describe('what the preview said; compared, never believed'),
  remark: plainWords(200).optional(),
  address: z
    .object({
      name: foreignLineSchema(64),
      phone: typedPhoneSchema,
      region: foreignLineSchema(128),
      detail: foreignLineSchema(256),
    })
    .optional(),
})

export const refundWishSchema = z.object({
  fen: z.int().min(1).optional().describe('absent: all that is left'),
  reason: plainWords(200).pipe(z.string().min(1, 'why')),
})

const line = z.object({
  skuId: z.string(),
  productId: z.string(),
  name: z.string(),
  quantity: z.int(),
  unitFen: fen,
  lineFen: fen,
  discountShareFen: fen,
})
const money = { goodsFen: fen, discountFen: fen, freightFen: fen, totalFen: fen }

export const quoteShape = z.object({ lines: z.array(line), ...money })

export const refundShape = z.object({
  refundNo: z.string(),
  fen,
  reason: z.string(),
  state: z.string().describe('requested, refused, pending, done or failed'),
  at: z.date(),
})

export const orderShape = z.object({
  no: z.string(),
  state: z.enum(['created', 'paid', 'shipped', 'received', 'closed']),
  createdAt: z.date(),
  expiresAt: z.date().describe('up to when it can be paid'),
  paidAt: z.date().optional(),
  shippedAt: z.date().optional(),
  receivedAt: z.date().optional(),
  closedAt: z.date().optional(),
  closedBecause: z.string().optional(),
  remark: z.string().optional(),
  lines: z.array(line),
  ...money,
  refunds: z.array(refundShape),
})

/** An own order as its customer sees it. */
export function presentOrder(order: OwnOrderDocument): z.input<typeof orderShape> {
  const { own, shippedAt, receivedAt, closedAt } = order
  const { createdAt, expiresAt, paidAt, closedBecause, remark, lines, refunds = [] } = own
  const { goodsFen, discountFen, freightFen, totalFen } = own
  return {
    no: numberOf(order),
    state: stateOf(order),
    ...{ createdAt, expiresAt, paidAt, shippedAt, receivedAt, closedAt, closedBecause, remark },
    ...{ lines, goodsFen, discountFen, freightFen, totalFen, refunds },
  }
}

function stateOf({ own, shippedAt, deliveredAt, receivedAt }: OwnOrderDocument) {
  if (own.step === 'open') return 'created'
  if (own.step === 'closed') return 'closed'
  if (receivedAt) return 'received'
  return shippedAt || deliveredAt ? 'shipped' : 'paid'
}
