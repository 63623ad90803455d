import { z } from 'zod'
import { toldShopEventSchema } from '../../http/hooks/shop-event.ts'
import { endpoint } from '../core/endpoint.ts'

export const orderEvents = {
  tell: endpoint({
    method: 'post',
    path: '/order-events',
    summary:
      'Tell what happened to an order, a coupon or a membership, as the shop does by its hook; one id counts once',
    roles: [],
    scope: 'orders:write',
    bodyBytes: 256 * 1024,
    body: toldShopEventSchema,
    answer: z.object({ accepted: z.literal(true) }),
  }),
}
