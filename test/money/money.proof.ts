import { expect, it } from 'vitest'
import { proofSize } from '../testing/proof-size.ts'
import { faultsOf } from './books.ts'
import { type Play, something } from './deeds.ts'
import { moneyTown } from './processes.ts'

const seed = Number(process.env.MONEY_SEED ?? Math.floor(Math.random() * 1e9))
const orders = proofSize({ short: 150, long: 2_000 })
const minute = 60_000
const hour = 60 * minute

/** mulberry32 */
function chances(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function aPlay(): Promise<Play> {
  const money = await moneyTown()
  const chance = chances(seed)
  const buyers = []
  for (let n = 1; n <= 8; n += 1) {
    const buyer = await money.town.aBuyer()
    const person = `p${n}`
    const ids = {
      name: person,
      nickname: person,
      unionid: `u${n}`,
      externalUserid: `wm${n}`,
      openid: buyer.openid,
    }
    await money.sandbox.addPerson({ ...ids, phone: `+861380000000${n}`, email: `${person}@mail.example` })
    buyers.push({ buyer, person })
  }
  const skus = []
  for (const priceFen of [10_000, 2_500, 7_777, 199]) {
    skus.push(await money.town.aSku({ priceFen, onHand: orders * 4 }))
  }
  const pick: Play['pick'] = (from) => from[Math.floor(chance() * from.length)] as (typeof from)[number]
  return { money, buyers, skus, placed: [], chance, pick }
}

/** Nothing goes wrong any more, and time goes on until nothing is left to do. */
async function comeToRest({ money, placed }: Play): Promise<void> {
  const { sandbox, town } = money
  await sandbox.clearFaults()
  await sandbox.setWechatpay({ noticeTimes: 1, noticeDelayMs: 0, refundFate: 'success', reserveFen: 0 })
  for (const { prepayId } of placed) {
    if (prepayId !== undefined) await sandbox.typePassword({ prepayId, typing: false }).catch(() => undefined)
  }
  for (const ms of [
    ...Array.from({ length: 12 }, () => 15 * minute),
    ...Array.from({ length: 9 }, () => 24 * hour),
  ]) {
    await money.advance(ms)
    const { requests } = money.process()
    for (const { no } of placed) {
      for (const refund of (await town.stores.orders.find(`kelu:${no}`))?.own?.refunds ?? []) {
        const isStuck =
          refund.state === 'pending' && refund.trouble !== undefined && refund.trouble !== 'ABNORMAL'
        if (isStuck) await requests.retry(no, refund.refundNo, { memberId: 'liu', name: 'liu', address: '' })
      }
    }
    // As often as a minute between two refunds of one order takes.
    for (let again = 0; again < 4; again += 1) {
      await money.process().sweep()
      await money.advance(minute)
    }
    await money.process().reconciliation.catchUpDays()
  }
}

it(`the money of ${orders} orders is the same there and here, to the fen, whatever happened`, {
  timeout: proofSize({ short: 300_000, long: 3_000_000 }),
}, async () => {
  const play = await aPlay()
  try {
    while (play.placed.length < orders) await something(play)
    for (let n = 0; n < 200; n += 1) await something(play)
    await comeToRest(play)
    const { sandbox, town } = play.money
    const { connection } = town.db
    const placed = play.placed.map(({ no }) => no)
    const faults = await faultsOf({ sandbox, connection, placed, skus: play.skus })
    const there = await sandbox.wechatpayOrders()
    const count = (state: string) => there.filter((order) => order.state === state).length
    const figures = {
      ...{
        orders: play.placed.length,
        paid: count('SUCCESS'),
        refunded: count('REFUND'),
        closed: count('CLOSED'),
      },
      refunds: there.reduce((sum, { refunds }) => sum + refunds.length, 0),
      deaths: play.money.deaths(),
    }
    process.stdout.write(`MONEY_SEED=${seed}: ${JSON.stringify(figures)}\n`)
    expect(faults, `MONEY_SEED=${seed}`).toEqual([])
    // A run in which little happened proves little.
    expect(Math.min(figures.paid, figures.refunded, figures.closed, figures.deaths)).toBeGreaterThan(
      orders / 40,
    )
  } finally {
    await play.money.close()
  }
})
