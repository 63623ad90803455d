import type { Activity } from '../domain/activity.ts'
import type { Catalogue } from '../domain/checkout/catalogue.ts'
import type { Checkout } from '../domain/checkout/contract.ts'
import type { Clock } from '../domain/clock.ts'
import type { HeldCoupons } from '../domain/coupons/held-coupons.ts'
import type { Customers } from '../domain/customers/contract.ts'
import type { MiniProgramLogin, MiniProgramPhones } from '../domain/customers/ports.ts'
import type { Inbox } from '../domain/inbox/inbox.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import type { ContentCheck } from '../domain/text/ports.ts'
import type { Context } from '../http/context.ts'
import { describedRoutes, describeRoutes } from '../http/openapi.ts'
import { limitRequests } from '../http/rate-limit.ts'
import { createRouter, type RouteTable } from '../http/router.ts'
import type { SessionStore } from '../models/sessions.ts'
import { couponsContract, createCouponList } from './coupons.ts'
import { createEvents, eventsContract } from './events.ts'
import { createHarmlessWords } from './harmless-words.ts'
import {
  createIndividualisation,
  individualisationContract,
  setIndividualisationContract,
} from './individualisation.ts'
import { createLeads, leadsContract } from './leads.ts'
import { createLogin, loginContract } from './login.ts'
import {
  cancelContract,
  createOrders,
  orderContract,
  ordersContract,
  payContract,
  placeContract,
  previewContract,
  receivedContract,
  refundContract,
} from './orders.ts'
import { createPhone, phoneContract } from './phone.ts'
import { clickContract, createPopups, dismissContract, popupsContract } from './popups.ts'
import { createProducts, productContract, productsContract } from './products.ts'
import { createProfile, profileContract, setProfileContract } from './profile.ts'
import { createSessionGuards, type LoggedIn } from './session.ts'
import { createSubscriptions, subscriptionsContract } from './subscriptions.ts'

/** Everything a mini-program calls, below /mp/v1. Limits are requests a minute: per address before, per customer after log-in. */
export function createMiniprogramRouter(deps: {
  appid: string
  login: MiniProgramLogin
  phones: MiniProgramPhones
  contentCheck?: ContentCheck
  customers: Customers
  outreach: Outreach
  inbox: Inbox
  checkout: Checkout
  catalogue: Catalogue
  heldCoupons: HeldCoupons
  sessions: SessionStore
  clock: Clock
  background: Activity['background']
  /** What is declared at present is asked of it at every request. */
  registry: Pick<Registry, 'traits' | 'messages'>
  limits: { perAddress: number; perCustomer: number }
}): RouteTable {
  const { readSession, requireSession } = createSessionGuards(deps)
  const perAddress = limitRequests(deps.limits.perAddress, (ctx) => ctx.ip)
  const perCustomer = limitRequests(
    deps.limits.perCustomer,
    (ctx: Context<LoggedIn>) => ctx.state.login.subject,
  )
  const popups = createPopups(deps)
  const requireHarmless = createHarmlessWords(deps)
  const profile = createProfile({ ...deps, requireHarmless })
  const individualisation = createIndividualisation(deps)
  const products = createProducts(deps)
  const orders = createOrders({ ...deps, requireHarmless })

  const router = createRouter({ prefix: '/mp/v1' })
  // Phones go wrong by hours; what they report is to be in our time.
  router.use(async (ctx, next) => {
    ctx.set('Kelu-Now', deps.clock.now().toISOString())
    await next()
  })
  router.post('/login', perAddress, loginContract, createLogin(deps))
  router.post('/events', requireSession, perCustomer, eventsContract, createEvents(deps))
  router.post('/leads', perAddress, readSession, leadsContract, createLeads({ ...deps, requireHarmless }))
  router.post('/subscriptions', requireSession, perCustomer, subscriptionsContract, createSubscriptions(deps))
  router.post('/phone', requireSession, perCustomer, phoneContract, createPhone(deps))
  router.get('/profile', requireSession, perCustomer, profileContract, profile.get)
  router.post('/profile', requireSession, perCustomer, setProfileContract, profile.set)
  router.get(
    '/individualisation',
    requireSession,
    perCustomer,
    individualisationContract,
    individualisation.get,
  )
  router.post(
    '/individualisation',
    requireSession,
    perCustomer,
    setIndividualisationContract,
    individualisation.set,
  )
  router.get('/popups', requireSession, perCustomer, popupsContract, popups.pull)
  router.post('/popups/:touchId/click', requireSession, perCustomer, clickContract, popups.click)
  router.post('/popups/:touchId/dismiss', requireSession, perCustomer, dismissContract, popups.dismiss)
  router.get('/products', perAddress, productsContract, products.list)
  router.get('/products/:id', perAddress, productContract, products.one)
  router.get('/coupons', requireSession, perCustomer, couponsContract, createCouponList(deps))
  router.post('/orders/preview', requireSession, perCustomer, previewContract, orders.preview)
  router.post('/orders', requireSession, perCustomer, placeContract, orders.place)
  router.get('/orders', requireSession, perCustomer, ordersContract, orders.list)
  router.get('/orders/:no', requireSession, perCustomer, orderContract, orders.one)
  router.post('/orders/:no/pay', requireSession, perCustomer, payContract, orders.pay)
  router.post('/orders/:no/cancel', requireSession, perCustomer, cancelContract, orders.cancel)
  router.post('/orders/:no/received', requireSession, perCustomer, receivedContract, orders.received)
  router.post('/orders/:no/refunds', requireSession, perCustomer, refundContract, orders.refund)

  const description = describeRoutes(describedRoutes(router), { title: 'Kelu mini-program', version: '1' })
  router.get('/openapi.json', perAddress, (ctx) => {
    ctx.body = description
  })
  return router
}
