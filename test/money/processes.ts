import { createWechatpayClient } from '../../channels/wechatpay/client.ts'
import { createWechatNotices } from '../../channels/wechatpay/notices.ts'
import { createWechatPayments } from '../../channels/wechatpay/payments.ts'
import { createActivity } from '../../domain/activity.ts'
import type { Settle } from '../../domain/checkout/contract.ts'
import { type CheckoutWorld, checkoutWorld } from '../../domain/checkout/testing/world.ts'
import { createInbox } from '../../domain/inbox/inbox.ts'
import { silentLog } from '../../domain/log.ts'
import { createPayments } from '../../domain/payments/create-payments.ts'
import { createFlag, createSettled } from '../../domain/payments/flags.ts'
import { createReconcile } from '../../domain/payments/reconcile.ts'
import { createRefundRequests } from '../../domain/payments/refund-requests.ts'
import type { Context } from '../../http/context.ts'
import { createRouter } from '../../http/router.ts'
import { createInboxStore } from '../../models/inbox.ts'
import { createOwnPaymentReader } from '../../models/own-payments.ts'
import { createPaymentDifferenceStore } from '../../models/payment-differences.ts'
import { createReconciledDayStore } from '../../models/reconciled-days.ts'
import type { Sandbox } from '../../sandbox/contract.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { createApp } from '../../server/app.ts'
import { createWxpayHandler } from '../../server/http/hooks/handle-wxpay.ts'
import { createWxpayHook } from '../../server/http/hooks/wxpay.ts'
import { createHttpServer } from '../../server/http-server.ts'
import { createMetrics } from '../../server/metrics.ts'
import { type Doom, mortal } from '../edits/mortal.ts'
import { testSealing } from '../testing/customers.ts'

const appId = 'wx-test'
/** Above that a refund takes two people. */
const reviewAboveFen = () => 9_000

export type Process = ReturnType<typeof wireProcess>
export type MoneyTown = Awaited<ReturnType<typeof moneyTown>>

/** Selling and taking money, wired as the server wires them, in a process that may die at any write or call. */
function wireProcess(given: {
  town: CheckoutWorld
  sandbox: Sandbox
  client: ReturnType<typeof createWechatpayClient>
  apiV3Key: string
  workerId: string
}) {
  const { town, sandbox, client, workerId } = given
  const { clock, db } = town
  const life = mortal(() => undefined)
  const { connection } = db
  const log = silentLog
  const merchant = { mchid: sandbox.settings.wxpayMchid, appid: appId }
  const notifyUrl = 'https://k.example/hooks/wxpay'
  const platform = life.around(createWechatPayments({ client, appId, notifyUrl, clock }), 'platform')
  const orders = life.around(town.stores.orders, 'orders')
  const reader = createOwnPaymentReader(connection)
  const differences = life.around(createPaymentDifferenceStore(connection), 'differences')
  const days = life.around(createReconciledDayStore(connection), 'days')
  const flag = createFlag({ store: differences, clock, log, announce: () => undefined })
  const settled = createSettled({ store: differences, clock, announce: () => undefined })
  const book: Settle = {
    paid: (no, payment) => shop.settle.paid(no, payment),
    close: (no, reason) => shop.settle.close(no, reason),
    refunded: (no, refund) => shop.settle.refunded(no, refund),
    dueForClosing: (limit) => shop.settle.dueForClosing(limit),
  }
  const payments = createPayments({ platform, merchant, orders, reader, book, flag, settled, clock, log })
  const shop = town.aProcess({ payments }, life.around)
  const { bookPayment, refundTold } = payments
  const activity = createActivity(() => undefined)
  const inbox = createInbox({
    store: life.around(createInboxStore(connection), 'inbox'),
    ...{ sealer: testSealing, clock, log, workerId },
    handlers: { wxpay: createWxpayHandler({ payments, flag, mchid: merchant.mchid }) },
  })
  const notices = createWechatNotices({ check: client.check, apiV3Key: given.apiV3Key })
  const { background } = activity

  return {
    ...shop,
    payments,
    inbox,
    hook: createWxpayHook({ notices, inbox, background, clock, log }),
    reconciliation: createReconcile({
      ...{ platform, orders, reader, differences, days, bookPayment, refundTold, clock, log },
      announce: () => undefined,
    }),
    requests: createRefundRequests({
      ...{ orders, reviewAboveFen, clock },
      auditLog: { record: async () => undefined },
      announce: () => undefined,
    }),
    settled: activity.settled,
    doom: (doom: Doom) => life.doom(doom),
    isDead: life.isDead,
    async sweep(): Promise<void> {
      const all = [shop.sweep, payments.sweep, () => inbox.sweep()]
      for (const sweep of all) await sweep().catch(() => undefined)
      await activity.settled()
    },
  }
}

/** Buyers, stock and coupons, and a process that is replaced when it has died; before WeChat Pay, which reaches whichever is there. */
export async function moneyTown() {
  const town = await checkoutWorld()
  const { clock } = town
  const sandbox = await startSandbox({ now: clock.now(), settings: { mpAppId: appId } })
  const keys = await sandbox.wechatpayKeys()
  const client = createWechatpayClient({
    ...{ baseUrl: sandbox.urls.wechatpay, appId, mchid: sandbox.settings.wxpayMchid, ...keys.merchant },
    ...{ apiV3Key: keys.apiV3Key, publicKey: keys.publicKey, clock, timeoutMs: 200 },
  })
  let born = 0
  const bear = () => wireProcess({ town, sandbox, client, apiV3Key: keys.apiV3Key, workerId: `w${++born}` })
  let current = bear()

  const router = createRouter({ prefix: '/hooks' })
  router.post('/wxpay', (ctx: Context) => current.hook(ctx))
  const metrics = createMetrics({ held: async () => [], inbox: createInboxStore(town.db.connection) })
  const server = createHttpServer()
  server.serve(createApp({ routers: [router], log: silentLog, metrics, https: false, trustedProxies: 0 }))
  await sandbox.setTarget(`http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`)

  return {
    town,
    sandbox,
    /** The living one: another is there once the last has died. */
    process(): Process {
      if (current.isDead()) current = bear()
      return current
    },
    deaths: () => born - 1,
    /** Somebody else at the same time. */
    another: bear,
    async advance(ms: number): Promise<void> {
      clock.advance(ms)
      await sandbox.setClock(clock.now().toISOString())
      await sandbox.runDue()
      await current.settled()
    },
    async close(): Promise<void> {
      await server.close(1_000)
      await current.settled()
      client.close()
      await sandbox.close()
      await town.drop()
    },
  }
}
