import { createCatalogue } from '../../domain/checkout/catalogue.ts'
import { createCheckout } from '../../domain/checkout/checkout.ts'
import { createSettle } from '../../domain/checkout/settle.ts'
import { createTell } from '../../domain/checkout/tell.ts'
import { createCoupons } from '../../domain/coupons/coupons.ts'
import { createHeldCoupons } from '../../domain/coupons/held-coupons.ts'
import { createCouponUses, followOrders } from '../../domain/coupons/use-coupons.ts'
import type { CouponBatchDefinition } from '../../domain/language/coupon-batch.ts'
import { recordOrders } from '../../domain/orders/record-orders.ts'
import { describedRoutes } from '../../http/openapi.ts'
import { createCouponStore } from '../../models/coupons.ts'
import { createOrderIntentStore } from '../../models/order-intents.ts'
import { createOrderStore } from '../../models/orders.ts'
import { createSkuStore } from '../../models/skus.ts'
import { appid, type EdgeWorld, edgeWorld } from '../../test/testing/edge-world.ts'
import { createLeadHandler } from '../handle-lead.ts'
import { createMiniprogramRouter } from '../router.ts'

const batch: CouponBatchDefinition = {
  id: 'spring',
  name: '春季券',
  kind: 'threshold',
  amountFen: 3_000,
  thresholdFen: 10_000,
  validity: { kind: 'after', ms: 14 * 86_400_000 },
  codes: { kind: 'generated', prefix: 'SP' },
  quantity: 1_000,
}

/** Selling on an edge world, with nobody who takes money. */
function sellingOn({ connection, customers, seal, clock, log }: EdgeWorld) {
  const stores = {
    skus: createSkuStore(connection),
    orderIntents: createOrderIntentStore(connection),
    orders: createOrderStore(connection),
    coupons: createCouponStore(connection),
  }
  const registry = { couponBatch: () => batch, couponBatches: [batch] }
  recordOrders({ store: stores.orders, customers })
  const couponUses = createCouponUses({ store: stores.coupons, orders: stores.orders, clock })
  followOrders(couponUses, customers)
  const tell = createTell(customers)
  const settle = createSettle({ ...stores, grant: stores.coupons.find, tell, clock })
  return {
    skus: stores.skus,
    settle,
    coupons: createCoupons({ store: stores.coupons, customers, registry, clock, key: 'k'.repeat(32) }),
    checkout: createCheckout({
      ...{ stores, customers, couponUses, settle, tell, registry, seal, clock, log },
    }),
    catalogue: createCatalogue({ ...stores, publicUrl: 'https://k.example' }),
    heldCoupons: createHeldCoupons({ store: stores.coupons, registry, clock }),
  }
}

/** The mini-program edge on an edge world, called as the phones of 小王 (known to the platform by unionid) and 小李 call it. */
export async function miniprogramWorld(limits = { perAddress: 1_000, perCustomer: 1_000 }) {
  const world = await edgeWorld()
  const { customers, outreach, stores, clock, activity, platforms } = world
  platforms.loginCodes.set('code-wang', { openid: 'o-wang', unionid: 'u-wang' })
  platforms.loginCodes.set('code-li', { openid: 'o-li' })
  const selling = sellingOn(world)
  const router = createMiniprogramRouter({
    ...selling,
    appid,
    login: platforms.login,
    phones: platforms.phones,
    contentCheck: platforms.contentCheck,
    customers,
    outreach,
    inbox: world.inboxWith({ lead: createLeadHandler({ customers }) }),
    sessions: stores.sessions,
    clock,
    background: activity.background,
    registry: world.registry,
    limits,
  })
  const base = await world.serve([router])
  const described = describedRoutes(router)

  /** The description names every refusal there is: one it does not name is a fault of it. */
  function requireDescribed(method: string, path: string, answer: { status: number; text: string }) {
    if (answer.status < 400 || method === 'HEAD') return
    const { code } = JSON.parse(answer.text).error
    const pattern = ({ path: of }: { path: string }) => new RegExp(`^${of.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    const route = described.find((each) => each.method === method.toLowerCase() && pattern(each).test(path))
    if (route && !route.refusals.includes(code))
      throw new Error(`${method} ${path} refuses with ${code}, undescribed`)
  }

  async function call(path: string, body?: unknown, token?: string, method = 'POST') {
    const answer = await fetch(`${base}/mp/v1${path}`, {
      method,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const { status, headers } = answer
    const text = await answer.text()
    requireDescribed(method, `/mp/v1${path}`, { status, text })
    // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, each checked where it is used
    return { status, headers, body: (text === '' ? null : JSON.parse(text)) as any }
  }

  return {
    ...world,
    selling,
    base,
    call,
    router,
    described,
    /** Returns the token of the session. */
    login: async (code: 'code-wang' | 'code-li' = 'code-wang'): Promise<string> =>
      (await call('/login', { code })).body.token,
    byOpenid: (openid: string) => customers.findByIdentity(`openid:${appid}:${openid}`),
  }
}
export type MiniprogramWorld = Awaited<ReturnType<typeof miniprogramWorld>>
