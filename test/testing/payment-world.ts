import { createWechatpayClient } from '../../channels/wechatpay/client.ts'
import { createWechatNotices } from '../../channels/wechatpay/notices.ts'
import { createWechatPayments } from '../../channels/wechatpay/payments.ts'
import { createActivity } from '../../domain/activity.ts'
import type { Settle } from '../../domain/checkout/contract.ts'
import { createInbox } from '../../domain/inbox/inbox.ts'
import type { Log } from '../../domain/log.ts'
import { silentLog } from '../../domain/log.ts'
import { isOwn } from '../../domain/orders/own-orders.ts'
import { createBeginRefund } from '../../domain/payments/begin-refund.ts'
import { createPayments } from '../../domain/payments/create-payments.ts'
import { createDifferenceDecisions } from '../../domain/payments/decide-difference.ts'
import { createFlag, createSettled } from '../../domain/payments/flags.ts'
import { createReconcile } from '../../domain/payments/reconcile.ts'
import { createRedirectRefund } from '../../domain/payments/redirect-refund.ts'
import { createRefundRequests } from '../../domain/payments/refund-requests.ts'
import { createRouter } from '../../http/router.ts'
import { createInboxStore } from '../../models/inbox.ts'
import { createOrderStore } from '../../models/orders.ts'
import type { OwnOrder, OwnRefund } from '../../models/own-order.ts'
import { createOwnPaymentReader } from '../../models/own-payments.ts'
import { createPaymentDifferenceStore } from '../../models/payment-differences.ts'
import { createReconciledDayStore } from '../../models/reconciled-days.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { createApp } from '../../server/app.ts'
import { createWxpayHandler } from '../../server/http/hooks/handle-wxpay.ts'
import { createWxpayHook } from '../../server/http/hooks/wxpay.ts'
import { createHttpServer } from '../../server/http-server.ts'
import { createMetrics } from '../../server/metrics.ts'
import { movableClock } from './clock.ts'
import { testSealing } from './customers.ts'
import { testDatabase } from './database.ts'

export const payer = {
  ...{ name: 'wang', nickname: '小王', unionid: 'u-wang', openid: 'o-wang', externalUserid: 'wm-wang' },
  ...{ phone: '+8613800000001', email: 'wang@mail.example' },
}
export const minute = 60_000
export const hour = 60 * minute

/**
 * Taking money for real orders of a store, before the simulated WeChat Pay, which reaches the real hook. `bookOf` ends orders: by
 * default as the contract says and no more.
 */
export async function paymentWorld(
  options: {
    bookOf?: (world: { orders: ReturnType<typeof createOrderStore> }) => Settle
    timeoutMs?: number
  } = {},
) {
  const db = await testDatabase()
  const clock = movableClock()
  const logged: { data: object; message: string }[] = []
  const log: Log = { ...silentLog, error: (data, message) => void logged.push({ data, message }) }
  const sandbox = await startSandbox({ now: clock.now() })
  await sandbox.addPerson(payer)
  const keys = await sandbox.wechatpayKeys()
  const merchant = { mchid: sandbox.settings.wxpayMchid, appid: sandbox.settings.mpAppId }
  const client = createWechatpayClient({
    baseUrl: sandbox.urls.wechatpay,
    appId: merchant.appid,
    mchid: merchant.mchid,
    ...keys.merchant,
    ...{ apiV3Key: keys.apiV3Key, publicKey: keys.publicKey, clock, timeoutMs: options.timeoutMs },
  })
  const notifyUrl = 'https://k.example/hooks/wxpay'
  const platform = createWechatPayments({ client, appId: merchant.appid, notifyUrl, clock })

  const orders = createOrderStore(db.connection)
  const reader = createOwnPaymentReader(db.connection)
  const differences = createPaymentDifferenceStore(db.connection)
  const days = createReconciledDayStore(db.connection)
  const flag = createFlag({ store: differences, clock, log, announce: () => undefined })
  const settledBy = createSettled({ store: differences, clock, announce: () => undefined })
  const book = (options.bookOf ?? ((world) => aBook(world.orders, clock)))({ orders })
  const wire = () =>
    createPayments({ platform, merchant, orders, reader, book, flag, settled: settledBy, clock, log })
  const payments = wire()
  const { bookPayment, refundTold } = payments
  const reconciliation = createReconcile({
    ...{ platform, orders, reader, differences, days, bookPayment, refundTold, clock, log },
    announce: () => undefined,
  })
  const deeds: string[] = []
  const noted: object[] = []
  const auditLog = {
    record: async (by: { memberId: string }, deed: { action: string; details?: object }) => {
      deeds.push(`${by.memberId} ${deed.action}`)
      noted.push(deed)
    },
  }
  const byPeople = { orders, auditLog, announce: () => undefined, clock }
  const reviewAboveFen = () => 20_000
  const requests = createRefundRequests({ ...byPeople, reviewAboveFen })
  const beginRefund = createBeginRefund({ ...byPeople, reviewAboveFen })
  const redirectRefund = createRedirectRefund({ ...byPeople, asking: { platform, payments } })
  const decisions = createDifferenceDecisions({
    ...{ ...byPeople, differences, requests, asking: { platform, payments } },
  })

  const activity = createActivity((error) => void logged.push({ data: { error }, message: 'background' }))
  const inbox = createInbox({
    store: createInboxStore(db.connection),
    ...{ sealer: testSealing, clock, log, workerId: 'w1' },
    handlers: { wxpay: createWxpayHandler({ payments, flag, mchid: merchant.mchid }) },
  })
  const notices = createWechatNotices({ check: client.check, apiV3Key: keys.apiV3Key })
  const router = createRouter({ prefix: '/hooks' })
  const { background } = activity
  router.post('/wxpay', createWxpayHook({ notices, inbox, background, clock, log }))
  const metrics = createMetrics({ held: async () => [], inbox: createInboxStore(db.connection) })
  const server = createHttpServer()
  server.serve(createApp({ routers: [router], log, metrics, https: false, trustedProxies: 0 }))
  await sandbox.setTarget(`http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`)

  async function place(no: string, own: Partial<OwnOrder> = {}): Promise<void> {
    const totalFen = own.totalFen ?? 29_900
    const line = { skuId: 's1', productId: 'p1', name: '山茶花精油', quantity: 1, discountShareFen: 0 }
    await orders.change(`kelu:${no}`, () => ({
      ...{ _id: `kelu:${no}`, customerId: 'c1', rev: 0 },
      own: {
        ...{ clientKey: no, lines: [{ ...line, unitFen: totalFen, lineFen: totalFen }] },
        ...{ goodsFen: totalFen, discountFen: 0, freightFen: 0, totalFen, payer: { openid: payer.openid } },
        ...{ createdAt: clock.now(), expiresAt: new Date(clock.now().getTime() + 30 * minute), step: 'open' },
        ...own,
      },
    }))
  }

  async function own(no: string): Promise<OwnOrder> {
    const order = await orders.find(`kelu:${no}`)
    if (!isOwn(order)) throw new Error(`there is no order ${no}`)
    return order.own
  }

  async function settled(): Promise<void> {
    await activity.settled()
  }

  const world = {
    ...{
      db,
      clock,
      sandbox,
      platform,
      orders,
      reader,
      differences,
      days,
      payments,
      reconciliation,
      requests,
    },
    ...{ decisions, deeds, noted, beginRefund, redirectRefund },
    ...{ logged, place, own, settled, inbox, wire, merchant, flag },
    /** A way to pay, as the customer's phone has it. */
    async prepayId(no: string): Promise<string> {
      return (await payments.prepare(no)).package.slice('prepay_id='.length)
    },
    /** An order that was placed and paid, and the notice of it dealt with. */
    async paid(no: string, given: Partial<OwnOrder> = {}, couponFen = 0): Promise<void> {
      await place(no, given)
      const payment = await sandbox.pay({ person: 'wang', prepayId: await world.prepayId(no), couponFen })
      if (payment.kind !== 'paid') throw new Error(payment.reason)
      await settled()
    },
    /** What a customer asked back. */
    async asked(no: string, refundNo: string, fen: number): Promise<void> {
      const refund: OwnRefund = { refundNo, fen, reason: '不合适', state: 'requested', at: clock.now() }
      await orders.change(`kelu:${no}`, (known) =>
        isOwn(known)
          ? { ...known, own: { ...known.own, refunds: [...(known.own.refunds ?? []), refund] } }
          : null,
      )
    },
    async refund(no: string, refundNo: string): Promise<OwnRefund> {
      const found = (await own(no)).refunds?.find((refund) => refund.refundNo === refundNo)
      if (found === undefined) throw new Error(`there is no refund ${refundNo}`)
      return found
    },
    /** Time passes, and whatever was due by then is done, here and there. */
    async advance(ms: number): Promise<void> {
      clock.advance(ms)
      await sandbox.setClock(clock.now().toISOString())
      await sandbox.runDue()
      await settled()
      await payments.sweep()
      await settled()
    },
    flags: async () =>
      (await differences.list({ state: 'open', limit: 100 })).map(({ kind, ref }) => `${kind} ${ref}`),
    async close(): Promise<void> {
      await server.close(1_000)
      await settled()
      client.close()
      await sandbox.close()
      await db.drop()
    },
  }
  return world
}

export type PaymentWorld = Awaited<ReturnType<typeof paymentWorld>>

/** Ends orders by the contract, in their documents alone. */
function aBook(orders: ReturnType<typeof createOrderStore>, clock: { now(): Date }): Settle {
  async function end(
    no: string,
    edit: (own: OwnOrder) => OwnOrder,
  ): Promise<'ended' | OwnOrder['step'] | 'unknown'> {
    let became: 'ended' | OwnOrder['step'] | 'unknown' = 'unknown'
    await orders.change(`kelu:${no}`, (known) => {
      became = isOwn(known) ? known.own.step : 'unknown'
      if (!isOwn(known) || known.own.step !== 'open') return null
      became = 'ended'
      return { ...known, own: edit(known.own) }
    })
    return became
  }

  return {
    async paid(no, { transactionId, payerTotalFen, paidAt, totalFen }) {
      const became = await end(no, (own) => ({ ...own, step: 'paid', transactionId, payerTotalFen, paidAt }))
      if (became !== 'closed')
        return became === 'ended' ? 'booked' : became === 'unknown' ? 'unknown' : 'again'
      await orders.change(`kelu:${no}`, (known) => {
        if (!isOwn(known) || known.own.latePayment) return null
        return {
          ...known,
          own: { ...known.own, latePayment: { transactionId, totalFen, payerTotalFen, paidAt } },
        }
      })
      return 'tooLate'
    },
    async close(no, reason) {
      const became = await end(no, (own) => ({ ...own, step: 'closed', closedBecause: reason }))
      if (became === 'ended') return 'closed'
      return became === 'paid' || became === 'unknown' ? became : 'again'
    },
    async refunded(no, { refundNo, fen, at }) {
      let became: 'booked' | 'again' = 'again'
      await orders.change(`kelu:${no}`, (known) => {
        const isNew = known !== null && !known.refunds?.some(({ id }) => id === refundNo)
        became = isNew ? 'booked' : 'again'
        return isNew
          ? { ...known, refunds: [...(known.refunds ?? []), { id: refundNo, fen, heardAt: at }] }
          : null
      })
      return became
    },
    async dueForClosing(limit = 100) {
      const due = await orders.ofCustomers(['c1'], 10_000)
      return due
        .filter((order) => isOwn(order) && order.own.step === 'open' && order.own.expiresAt <= clock.now())
        .slice(0, limit)
        .map(({ _id }) => _id.slice(5))
    },
  }
}
