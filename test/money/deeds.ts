import type { Buyer } from '../../domain/checkout/contract.ts'
import type { Fault } from '../../sandbox/contract.ts'
import type { Forgery } from '../../sandbox/wechatpay/forgeries.ts'
import type { MoneyTown, Process } from './processes.ts'

/** An order as its buyer knows it. */
export interface Placed {
  no: string
  buyer: Buyer
  person: string
  prepayId?: string
}

export interface Play {
  money: MoneyTown
  buyers: { buyer: Buyer; person: string }[]
  skus: string[]
  placed: Placed[]
  /** 0 ≤ n < 1 */
  chance(): number
  pick<T>(from: readonly T[]): T
}

type Deed = (play: Play, process: Process) => Promise<unknown>

const second = 1_000
const minute = 60 * second
const members = ['liu', 'zhao', 'qian'].map((memberId) => ({ memberId, name: memberId, address: '' }))
const apis = ['jsapi', 'query', 'close', 'refund', 'queryRefund'] as const
const faults: Fault['kind'][] = [
  ...(['timeoutAfterActing', 'serverError', 'connectionReset', 'unsigned', 'wrongSignature'] as const),
  ...(['rateLimited', 'errcode'] as const),
]
const codes = ['SYSTEM_ERROR', 'ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'ORDER_PAID', 'ORDER_CLOSED']
const forgeries: Forgery[] = [
  ...([
    'foreignKey',
    'signTest',
    'unknownSerial',
    'stale',
    'unsigned',
    'flippedByte',
    'otherApiKey',
  ] as const),
  ...(['otherAmount', 'otherMerchant', 'otherApp', 'otherCurrency', 'otherNumber'] as const),
]

/** Of the latest so many: one is paid soon or never, and given back later. */
const oneOfLatest = ({ placed, pick }: Play, most: number): Placed | undefined =>
  placed.length === 0 ? undefined : pick(placed.slice(-most))
const one = (play: Play): Placed | undefined => oneOfLatest(play, 8)
const anOlderOne = (play: Play): Placed | undefined => oneOfLatest(play, 40)

async function buy(play: Play, process: Process): Promise<void> {
  const { money, pick, chance, placed } = play
  const { buyer, person } = pick(play.buyers)
  const lines = [...new Set([pick(play.skus), pick(play.skus)])].map((skuId) => ({
    skuId,
    quantity: chance() < 0.7 ? 1 : 2,
  }))
  const couponCode = chance() < 0.4 ? await money.town.aCoupon(buyer) : undefined
  const basket = { lines, ...(couponCode !== undefined && { couponCode }) }
  const customer = await money.town.again(buyer)
  const { totalFen } = await process.quote(customer, basket)
  const clientKey = `k${Math.floor(chance() * 1e9)}`
  const { _id } = await process.create({ ...buyer, customer }, { ...basket, totalFen, clientKey })
  placed.push({ no: _id.slice('kelu:'.length), buyer, person })
}

async function openCashier(play: Play, process: Process): Promise<void> {
  const order = one(play)
  if (order === undefined) return
  const { package: inside } = await process.pay(await play.money.town.again(order.buyer), order.no)
  order.prepayId = inside.slice('prepay_id='.length)
}

async function pay(play: Play): Promise<void> {
  const order = one(play)
  if (order?.prepayId === undefined) return
  const { sandbox, town } = play.money
  const total = (await town.stores.orders.find(`kelu:${order.no}`))?.own?.totalFen ?? 0
  const couponFen = play.chance() < 0.3 ? Math.floor(play.chance() * (total - 1)) : 0
  await sandbox.pay({ person: order.person, prepayId: order.prepayId, couponFen })
}

async function typePassword(play: Play): Promise<void> {
  const order = one(play)
  if (order?.prepayId === undefined) return
  await play.money.sandbox.typePassword({ prepayId: order.prepayId, typing: play.chance() < 0.6 })
}

async function cancel(play: Play, process: Process): Promise<void> {
  const order = one(play)
  if (order) await process.cancel(await play.money.town.again(order.buyer), order.no)
}

/** Against the rule, by hand: there it can still be paid. */
async function closeByHand(play: Play, { settle }: Process): Promise<void> {
  const order = one(play)
  if (order) await settle.close(order.no, '手工关闭')
}

async function askBack(play: Play, process: Process): Promise<void> {
  const order = anOlderOne(play)
  if (order === undefined) return
  const fen = play.chance() < 0.6 ? 1 + Math.floor(play.chance() * 6_000) : undefined
  const wish = { reason: '不合适', ...(fen !== undefined && { fen }) }
  await process.askRefund(await play.money.town.again(order.buyer), order.no, wish)
}

async function decide(play: Play, { requests }: Process): Promise<void> {
  const order = anOlderOne(play)
  if (order === undefined) return
  const own = (await play.money.town.stores.orders.find(`kelu:${order.no}`))?.own
  for (const { refundNo, state, trouble } of own?.refunds ?? []) {
    const by = play.pick(members)
    if (state === 'requested' && play.chance() < 0.1) await requests.decline(order.no, refundNo, by, '不退')
    else if (state === 'requested') await requests.approve(order.no, refundNo, by)
    else if (trouble !== undefined && play.chance() < 0.3) await requests.retry(order.no, refundNo, by)
  }
}

async function forge(play: Play): Promise<void> {
  const order = one(play)
  if (order?.prepayId !== undefined) {
    await play.money.sandbox.forgePaidNotice({ outTradeNo: order.no, as: play.pick(forgeries) })
  }
}

async function strike({ money, pick }: Play): Promise<void> {
  const kind = pick(faults)
  const code = pick(codes)
  await money.sandbox.addFault({ platform: 'wechatpay', api: pick(apis), kind, code, times: 1 })
}

async function turn({ money, pick }: Play): Promise<void> {
  await money.sandbox.setWechatpay({
    noticesBy: pick(['publicKey', 'platform']),
    noticeTimes: pick([0, 1, 1, 2]),
    noticeDelayMs: pick([0, 0, second, minute, 20 * minute]),
    refundFate: pick(['success', 'success', 'success', 'success', 'closed', 'abnormal']),
    reserveFen: pick([0, 0, 0, 0, 0, -1_000_000_000]),
  })
}

async function die({ chance }: Play, process: Process): Promise<void> {
  process.doom({ calls: Math.floor(chance() * 12), when: chance() < 0.5 ? 'before' : 'after' })
}

async function together({ money }: Play, process: Process): Promise<void> {
  await Promise.all([process.sweep(), money.another().sweep()])
}

const pass = (longestMs: number) => async (play: Play, process: Process) => {
  await play.money.advance(second * (1 + Math.floor((play.chance() * longestMs) / second)))
  await process.sweep()
}

/** What may happen, each as often as it is named. */
const deeds: readonly [Deed, number][] = [
  [buy, 5],
  [openCashier, 8],
  [pay, 8],
  [typePassword, 2],
  [cancel, 1],
  [closeByHand, 1],
  [askBack, 8],
  [decide, 12],
  [forge, 3],
  [({ money, chance }) => money.sandbox.redeliver(1 + Math.floor(chance() * 4)), 2],
  [strike, 4],
  [turn, 2],
  [die, 1],
  [together, 2],
  [pass(10 * second), 8],
  [pass(2 * minute), 4],
  [pass(40 * minute), 1],
]
const all = deeds.flatMap(([deed, times]) => Array.from({ length: times }, () => deed))

/** One thing happens; that it was refused, or ended in a death, is part of life. */
export async function something(play: Play): Promise<void> {
  const process = play.money.process()
  const deed = play.pick(all)
  await deed(play, process).catch((error: unknown) => {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error
  })
  await process.settled()
}
