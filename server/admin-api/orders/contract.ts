import { z } from 'zod'
import { orderStates } from '../../../models/order-standing.ts'
import { contactTold } from '../core/contact-told.ts'
import { endpoint, fileAnswer } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'
import { reason } from '../customers/parts.ts'

/** Whoever may go through orders; a 店长 those of the own 门店. */
const listers = ['owner', 'marketer', 'analyst', 'lead', 'finance'] as const
const takers = ['owner', 'marketer', 'lead', 'finance'] as const
/** Who hands parcels to a carrier, or hears that it was done. */
const shippers = ['owner', 'finance', 'operator'] as const
/** Whoever may look at customers. */
const customerReaders = ['owner', 'marketer', 'analyst', 'lead', 'sales'] as const

const parcelSchema = z.object({
  carrier: z.string().trim().min(1).max(64).optional(),
  trackingNo: z.string().trim().min(1).max(64).optional(),
})

const named = z.object({ id: z.string(), name: z.string() })

export const orderRow = z
  .object({
    /** `<system>:<order number>` */
    id: z.string(),
    number: z.string(),
    /** `kelu` = placed in Kelu's own checkout, `shop` = told of by the shop. */
    system: z.string(),
    state: z.enum(orderStates),
    /** The first moment anything is known of. */
    at: time,
    customer: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }),
    store: named.nullable(),
    /** The first line by name, and how many pieces there are in all. */
    goods: z.object({ first: z.string().nullable(), pieces: z.number() }),
    /** What was paid; what is to be paid while it is not. In fen, as all money. */
    amountFen: z.number(),
    refundedFen: z.number(),
    /** What stays: 0 while nothing was paid. */
    netFen: z.number(),
  })
  .meta({ id: 'OrderRow' })

const order = orderRow
  .extend({
    seller: named.nullable(),
    paidFen: z.number(),
    discountFen: z.number(),
    freightFen: z.number(),
    lines: z.array(
      z.object({
        productId: z.string().nullable(),
        name: z.string().nullable(),
        category: z.string().nullable(),
        quantity: z.number().nullable(),
        priceFen: z.number().nullable(),
      }),
    ),
    times: z.object({
      placedAt: time.nullable(),
      paidAt: time.nullable(),
      shippedAt: time.nullable(),
      deliveredAt: time.nullable(),
      receivedAt: time.nullable(),
      closedAt: time.nullable(),
    }),
    coupons: z.array(
      z.object({
        batch: named,
        code: z.string(),
        amountFen: z.number().nullable(),
        state: z.enum(['granted', 'locked', 'redeemed', 'returned', 'expired']),
      }),
    ),
    /** What the mini-program's trade management is told of its shipping; null where nobody asks for it. */
    shipping: z
      .object({
        step: z.enum(['due', 'reported', 'received', 'refunded', 'failed']),
        carrier: z.string().nullable(),
        trackingNo: z.string().nullable(),
        /** The platform's last word against it. */
        code: z.string().nullable(),
        tries: z.number(),
        /** When it is told, or asked about, next. */
        nextAt: time.nullable(),
        /** `once`: told before, and it takes one correction. */
        corrects: z.enum(['freely', 'once', 'never']),
      })
      .nullable(),
    /** Each once, by its number; `at` is when it was heard of. */
    refunds: z.array(z.object({ id: z.string(), fen: z.number(), at: time })),
  })
  .meta({ id: 'Order' })

/** What a list of orders is narrowed by. */
const narrowing = {
  state: z.enum(orderStates).optional(),
  /** Code of a 门店, as the shop tells it. */
  store: z.string().max(64).optional(),
  /** Local days, both included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  number: z.string().trim().max(64).optional(),
}

export const orders = {
  list: endpoint({
    method: 'get',
    path: '/orders',
    summary: 'Orders one may see, the newest first; by how a number begins, whatever else is asked',
    roles: listers,
    scope: 'orders:read',
    query: z.object({
      ...pageQuery,
      ...narrowing,
    }),
    answer: paged(orderRow),
  }),
  takeTable: endpoint({
    method: 'post',
    path: '/orders-table',
    summary:
      'Orders one may see, as the list is narrowed, as a CSV file of their lines, for a reason that is kept; phones masked unless asked for by who may',
    roles: takers,
    body: z.object({ reason, contact: contactTold, ...narrowing }),
    answer: fileAnswer,
    answersFile: 'text/csv',
  }),
  find: endpoint({
    method: 'get',
    path: '/orders/{id}',
    summary: 'One order: its lines, money, times, coupons and refunds',
    roles: [...listers, 'sales'],
    scope: 'orders:read',
    params: idParams,
    answer: order,
  }),
  ofCustomer: endpoint({
    method: 'get',
    path: '/customers/{id}/orders',
    summary: 'The newest orders of one customer, also from before a merge',
    roles: customerReaders,
    scope: 'orders:read',
    params: idParams,
    answer: z.object({
      items: z.array(orderRow),
      /** Whether there are more than are told. */
      isMore: z.boolean(),
    }),
  }),
  ship: endpoint({
    method: 'post',
    path: '/orders/{id}/ship',
    summary: 'Say that an own order was handed to a carrier; once, however often',
    roles: shippers,
    params: idParams,
    body: parcelSchema,
    answer: done,
  }),
  correctShipping: endpoint({
    method: 'post',
    path: '/orders/{id}/shipping',
    summary: 'Correct what WeChat is told of the shipping of an own order, or have it told again',
    roles: shippers,
    params: idParams,
    body: parcelSchema,
    answer: done,
  }),
}
