import { createHmac } from 'node:crypto'
import { appid, edgeWorld } from '../../../../test/testing/edge-world.ts'
import { createShopEventHandler } from '../handle-shop-event.ts'
import { createHooksRouter } from '../router.ts'

const secret = 'shop-secret-0123456789'

/** The shop's hook on an edge world, called as a shop calls it. */
export async function shopWorld() {
  const world = await edgeWorld()
  const { customers, redemptions, clock, log, activity, registry } = world
  const router = createHooksRouter({
    inbox: world.inboxWith({ shop: createShopEventHandler({ customers, redemptions, appid }) }),
    clock,
    log,
    customers,
    redemptions,
    registry,
    background: activity.background,
    shop: { secret, appid },
    sms: [],
  })
  const base = await world.serve([router])

  return {
    ...world,
    /** Posts a signed event and lets it be dealt with. */
    async tell(event: object) {
      const body = JSON.stringify(event)
      const timestamp = String(clock.now().getTime() / 1_000)
      const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
      const headers = { 'x-kelu-timestamp': timestamp, 'x-kelu-signature': `sha256=${mac}` }
      const answer = await fetch(`${base}/hooks/shop`, { method: 'POST', body, headers })
      await activity.settled()
      // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, each checked where it is used
      return { status: answer.status, body: (await answer.json()) as any }
    },
    buyer: () => customers.findByIdentity('unionid:u-wang'),
  }
}
export type ShopWorld = Awaited<ReturnType<typeof shopWorld>>

/** A paid order of 小王. */
export const anOrder = (more: object = {}) => ({
  id: 'evt-1',
  type: 'order.paid',
  at: '2026-03-02T08:59:00+08:00',
  orderId: 'o-1',
  amountFen: 19900,
  items: [{ productId: 'p1', name: '奶粉', quantity: 1, priceFen: 19900 }],
  buyer: { unionid: 'u-wang' },
  ...more,
})
