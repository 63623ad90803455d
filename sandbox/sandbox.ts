import { createConsole } from './actors/console.ts'
import { createPopulation } from './actors/corp.ts'
import { createFriends } from './actors/friends.ts'
import { createFrontEnd } from './actors/front-end.ts'
import { createGroupSenders } from './actors/group-senders.ts'
import { createImpostor } from './actors/impostor.ts'
import { createKfCustomers } from './actors/kf-customers.ts'
import { createMiniprogram } from './actors/miniprogram.ts'
import { createPayers } from './actors/payer.ts'
import { createPhones } from './actors/phone.ts'
import { createReader } from './actors/reader.ts'
import { createReceivers } from './actors/receivers.ts'
import { createShoppers } from './actors/shopper.ts'
import { createStaffActors } from './actors/staff.ts'
import { createTagConsole } from './actors/tag-console.ts'
import { createTexter } from './actors/texter.ts'
import { createTransfers } from './actors/transfers.ts'
import { createSmsFrequency } from './aliyun/frequency.ts'
import { serveAliyun } from './aliyun/server.ts'
import { createAliyunState } from './aliyun/state.ts'
import { createClock } from './clock.ts'
import type { Sandbox, SandboxSettings } from './contract.ts'
import { type SandboxActions, serveControl } from './control-server.ts'
import { createCourier } from './courier.ts'
import { createFaults } from './faults.ts'
import { createLedger } from './ledger.ts'
import { limitsFrom } from './limits.ts'
import { createPeople } from './people.ts'
import { createScheduler } from './scheduler.ts'
import { completeSettings } from './settings.ts'
import { createCouponBook } from './shop/coupon-book.ts'
import { serveShop } from './shop/server.ts'
import { createShop } from './shop/shop.ts'
import { createMailReturns } from './smtp/returns.ts'
import { serveSmtp } from './smtp/server.ts'
import { createSmsFrequency as createTencentFrequency } from './tencent/frequency.ts'
import { serveTencent } from './tencent/server.ts'
import { createTencentState } from './tencent/state.ts'
import { createPushSender } from './wechat/push.ts'
import { serveWechat } from './wechat/server.ts'
import { createWechatState } from './wechat/state.ts'
import { makeKeys, type PayKeys } from './wechatpay/keys.ts'
import { serveWechatpay } from './wechatpay/server.ts'
import { createPayState } from './wechatpay/state.ts'
import { createEventSender } from './wecom/events.ts'
import { createKfBell } from './wecom/kf/kf-record.ts'
import { serveWecom } from './wecom/server.ts'
import { createStaffInbox } from './wecom/staff-inbox.ts'
import { createWecomState } from './wecom/state.ts'
import { createWindowCounter } from './windows.ts'

export { connectSandbox } from './connect.ts'

/** While the clock runs by itself, what is due is looked for this often. */
const lookForDueEveryMs = 200

/**
 * Starts all platforms, each on a free port of 127.0.0.1.
 * @param options.now where the clock stands; absent = it follows the machine's until the first `setClock`
 */
export async function startSandbox(
  options: { settings?: Partial<SandboxSettings>; now?: Date } = {},
): Promise<Sandbox> {
  const settings = completeSettings(options.settings)
  const limits = limitsFrom(settings.limits)
  const clock = createClock(options.now)
  const scheduler = createScheduler(clock)
  const [faults, ledger, people] = [createFaults(), createLedger(clock), createPeople()]
  const courier = createCourier({ clock, scheduler, answerMs: limits.callbackAnswerMs })
  const base = { settings, limits, clock, scheduler, faults, ledger, people, courier }

  const events = createEventSender(base)
  const wecomState = createWecomState()
  const kfBell = createKfBell({ state: wecomState, clock }, events)
  const wecomWorld = { ...base, state: wecomState, staffInbox: createStaffInbox(base), kfBell }
  const push = createPushSender(base)
  const payState = createPayState()
  const payOrders = () => payState.orders
  const wechatWorld = { ...base, push, payOrders, state: createWechatState(), counter: createWindowCounter() }
  let payKeys: Promise<PayKeys> | undefined
  const keys = () => {
    payKeys ??= makeKeys(clock.now())
    return payKeys
  }
  const payWorld = { ...base, state: payState, keys }
  const aliyunWorld = { ...base, state: createAliyunState(), frequency: createSmsFrequency(clock, limits) }

  const tencentWorld = {
    ...base,
    state: createTencentState(),
    frequency: createTencentFrequency(clock, limits),
  }

  const wecom = await serveWecom(wecomWorld, faults)
  const wechat = await serveWechat(wechatWorld, faults)
  const wechatpay = await serveWechatpay(payWorld, faults)
  const aliyun = await serveAliyun(aliyunWorld, faults)
  const tencent = await serveTencent(tencentWorld, faults)
  const mailReturns = createMailReturns(base)
  const smtp = await serveSmtp({ ...base, taken: mailReturns.taken })
  const book = createCouponBook(clock)
  const shop = await serveShop({ ...base, book })
  const platforms = [wecom, wechat, wechatpay, aliyun, tencent, smtp, shop]

  const frontEnd = createFrontEnd(base)
  const payers = createPayers(payWorld, people)
  const phones = createPhones(wechatWorld)
  const actions: SandboxActions = {
    async setTarget(baseUrl) {
      courier.setTarget(baseUrl)
    },
    async setClock(now) {
      clock.set(new Date(now))
    },
    async startClock(now) {
      clock.start(new Date(now))
    },
    runDue: () => scheduler.runDue(),
    async idle() {
      const flying = platforms.reduce(
        (sum, platform) => sum + platform.inFlight(),
        courier.inFlight() + mailReturns.inFlight(),
      )
      return {
        idle: flying === 0 && !scheduler.busy(),
        nextDueAt: scheduler.nextDueAt()?.toISOString() ?? null,
      }
    },
    async addPerson(person) {
      people.addPerson(person)
    },
    async addStaff(member) {
      people.addStaff(member)
    },
    ...createFriends(wecomWorld, events),
    ...createKfCustomers(wecomWorld),
    ...createTagConsole(wecomWorld, events),
    ...createStaffActors(wecomWorld, events),
    ...createGroupSenders(wecomWorld),
    ...createConsole(wecomWorld, events),
    ...createPopulation(wecomWorld),
    ...createTransfers(wecomWorld),
    ...createReceivers(wechatWorld),
    ...phones,
    ...createImpostor(base),
    ...createMiniprogram({ people, frontEnd, phones }),
    ...payers,
    ...createShoppers({ people, frontEnd, requestPayment: payers.requestPayment }),
    ...createReader(base),
    ...createTexter({ aliyun: aliyunWorld, tencent: tencentWorld }, people),
    ...createShop({ ...base, book }),
    async addFault(fault) {
      faults.add(fault)
    },
    async clearFaults() {
      faults.clear()
    },
    redeliver: (count) => courier.redeliver(count),
    async holdCallbacks() {
      courier.hold()
    },
    releaseCallbacks: (order) => courier.release(order),
    async setMailbox(email, fate) {
      smtp.setMailbox(email, fate)
    },
    async setMailReturn(email, order) {
      mailReturns.setReturn(email, order)
    },
    async setMailExchange(exchange) {
      mailReturns.setExchange(exchange)
    },
    forgeMail: ({ from, to, raw }) => mailReturns.post(from, to, raw),
    mailReports: async () => mailReturns.reports(),
    deliveries: async (filter) => ledger.deliveries(filter),
    undelivered: async (filter) => ledger.undelivered(filter),
    callbacks: async () => courier.callbacks(),
    calls: async () => ledger.calls(),
    refusals: async () => ledger.refusals(),
  }

  const timer = setInterval(() => {
    if (clock.running() && !scheduler.busy()) void scheduler.runDue()
  }, lookForDueEveryMs)

  async function close(): Promise<void> {
    clearInterval(timer)
    await Promise.all([...platforms, control].map((server) => server.close()))
  }

  const control = await serveControl(
    actions,
    () => ({ urls, settings }),
    () => void close(),
  )
  const urls = {
    wecom: wecom.url,
    wechat: wechat.url,
    wechatpay: wechatpay.url,
    aliyun: aliyun.url,
    tencent: tencent.url,
    smtpHost: '127.0.0.1',
    smtpPort: smtp.port,
    shop: shop.url,
    control: control.url,
  }
  return { urls, settings, close, ...actions }
}
