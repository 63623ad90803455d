import { z } from 'zod'
import type { ToldRedemption, ToldWord } from '../../../domain/coupons/shop-redemptions.ts'
import { contactIn, noContactData } from '../../../domain/customers/contact-data.ts'
import type { IdentityClaim } from '../../../domain/customers/contract.ts'
import { withoutInvisible } from '../../../domain/text/clean-line.ts'
import { foreignIdSchema, foreignLineSchema, optionalLineSchema } from '../../../http/foreign-line.ts'
import { givenTraitsFields, takenTraitsSchema } from '../../../http/given-traits.ts'
import { typedPhoneSchema } from '../../../http/typed-phone.ts'

// Ten billion yuan: beyond it sums stop being exact long before anybody pays it.
const fen = z.number().int().min(0).max(1e12)
/** A shop that does not know when sends the first moment of its calendar. */
const earliest = new Date('2000-01-01T00:00:00Z')

/** Whom it is about, by any id an outside system knows. */
export const buyerFields = {
  unionid: foreignIdSchema(128).optional(),
  openid: foreignIdSchema(128).optional(),
  phone: typedPhoneSchema.optional(),
  ext: z.object({ system: z.string().regex(/^[\w-]{1,32}$/), id: foreignIdSchema(128) }).optional(),
}
const buyerSchema = z
  .object(buyerFields)
  .refine((buyer) => Object.values(buyer).some((id) => id !== undefined), 'at least one id of the buyer')

/** What every event carries beside its props. */
const envelope = {
  id: z.string().regex(/^[\w.:@-]{1,128}$/, 'up to 128 letters, digits or . : @ _ -'),
  at: z.iso
    .datetime({ offset: true })
    .refine((at) => new Date(at) >= earliest, 'a time with a zone, not before the year 2000'),
  buyer: buyerSchema,
  ...givenTraitsFields,
}

const order = {
  orderId: foreignIdSchema(128),
  amountFen: fen,
  items: z
    .array(
      z.object({
        productId: z.string().max(128).transform(withoutInvisible),
        name: foreignLineSchema(256),
        category: optionalLineSchema(64),
        quantity: z.number().int().min(1),
        priceFen: fen,
      }),
    )
    .max(200),
  discountFen: fen.optional(),
  freightFen: fen.optional(),
  storeId: foreignIdSchema(64).optional(),
  staffId: foreignIdSchema(64).optional(),
  carrier: foreignLineSchema(64).optional(),
  trackingNo: foreignLineSchema(64).optional(),
}
const orderTypes = [
  'order.created',
  'order.paid',
  'order.shipped',
  'order.delivered',
  'order.received',
] as const

const closing = { ...order, reason: optionalLineSchema(256) }
const refund = { ...closing, refundId: foreignIdSchema(128).optional() }
const refundTypes = ['order.refund_requested', 'order.refund_withdrawn', 'order.refunded'] as const

const redemption = {
  code: foreignIdSchema(64),
  batchId: foreignIdSchema(64).optional(),
  amountFen: fen.optional(),
  orderId: foreignIdSchema(128).optional(),
  storeId: foreignIdSchema(64).optional(),
  staffId: foreignIdSchema(64).optional(),
  // A till knows the code; whose it is Kelu knows.
  buyer: buyerSchema.optional(),
}

const couponUse = {
  code: foreignIdSchema(64),
  batchId: foreignIdSchema(64).optional(),
  orderId: foreignIdSchema(128),
  buyer: buyerSchema.optional(),
}
const moment = z.iso.datetime({ offset: true })

const complaint = {
  complaintId: foreignIdSchema(128),
  orderId: foreignIdSchema(128).optional(),
  reason: optionalLineSchema(256),
}

/** What the shop tells: about an order, the refund of one, a coupon used, a complaint, or a member. Money in fen, times with a zone. */
export const shopEventSchema = z
  .discriminatedUnion(
    'type',
    [
      z.object({ ...envelope, type: z.enum(orderTypes), ...order }),
      z.object({ ...envelope, type: z.literal('order.closed'), ...closing }),
      z.object({ ...envelope, type: z.enum(refundTypes), ...refund }),
      z.object({ ...envelope, type: z.literal('coupon.redeemed'), ...redemption }),
      z.object({ ...envelope, type: z.enum(['coupon.locked', 'coupon.released']), ...couponUse }),
      z.object({
        ...envelope,
        type: z.literal('coupon.returned'),
        ...couponUse,
        validUntil: moment.optional(),
      }),
      z.object({ ...envelope, type: z.literal('complaint.opened'), ...complaint }),
      z.object({
        ...envelope,
        type: z.literal('complaint.closed'),
        ...complaint,
        result: optionalLineSchema(256),
      }),
      z.object({ ...envelope, type: z.literal('member.changed') }),
    ],
    {
      error: `one of ${[...orderTypes, 'order.closed', ...refundTypes].join(', ')}, coupon.locked, coupon.released, coupon.redeemed, coupon.returned, complaint.opened, complaint.closed, member.changed`,
    },
  )
  // Traits are judged each by its declaration: what is personal may be contact data.
  .superRefine(({ buyer: _, traits: __, traitConsents: ___, ...kept }, context) => {
    const field = contactIn(kept)
    if (field !== null) context.addIssue({ code: 'custom', path: field.split('.'), message: noContactData })
  })
export type ShopEvent = z.infer<typeof shopEventSchema>

/** The same as it comes in: traits wait beside the event afterwards (`shopTraitsSchema`). */
export const toldShopEventSchema = shopEventSchema.refine(
  ({ type, traits }) => type !== 'member.changed' || Object.keys(traits ?? {}).length > 0,
  { path: ['traits'], error: 'what is changed, such as memberLevel or points' },
)

/** What waits in the inbox beside the event: the traits that may be set. Records of earlier versions have none. */
export const shopTraitsSchema = z.object({ takenTraits: takenTraitsSchema.default([]) })

/** What happened, without who and when. */
export function propsOfShopEvent(event: ShopEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).filter(
      ([key, value]) => !(key in envelope) && key !== 'type' && value !== undefined,
    ),
  )
}

/** Who the buyer is, strongest id first. `appid` is the mini-program whose openids the shop knows. */
export function claimsOf(buyer: ShopEvent['buyer'], appid: string | null): IdentityClaim[] {
  const { unionid, openid, ext, phone } = buyer ?? {}
  return [
    ...(unionid ? [{ kind: 'unionid', value: unionid } as const] : []),
    ...(openid && appid ? [{ kind: 'openid', appid, value: openid } as const] : []),
    ...(ext ? [{ kind: 'ext', system: ext.system, value: ext.id } as const] : []),
    ...(phone ? [{ kind: 'phone', value: phone, verified: false } as const] : []),
  ]
}

/** A coupon that was used; null of every other event. */
export function redemptionOf(event: ShopEvent, appid: string | null): ToldRedemption | null {
  if (event.type !== 'coupon.redeemed') return null
  const { id, at, code, batchId, orderId, storeId, staffId, buyer } = event
  return { id, at: new Date(at), code, batchId, orderId, storeId, staffId, claims: claimsOf(buyer, appid) }
}

const words = {
  'coupon.locked': 'locked',
  'coupon.released': 'released',
  'coupon.returned': 'returned',
} as const

/** What an order did with a coupon beside using it up; null of every other event. */
export function couponWordOf(event: ShopEvent, appid: string | null): ToldWord | null {
  const { type } = event
  if (type !== 'coupon.locked' && type !== 'coupon.released' && type !== 'coupon.returned') return null
  const { at, code, batchId, orderId, buyer } = event
  const validUntil = type === 'coupon.returned' && event.validUntil ? new Date(event.validUntil) : undefined
  return {
    kind: words[type],
    at: new Date(at),
    ...{ code, batchId, orderId, validUntil },
    claims: claimsOf(buyer, appid),
  }
}
