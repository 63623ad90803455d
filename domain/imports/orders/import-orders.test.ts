import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { OrderKey } from '../../../models/order-entry.ts'
import { importWorld, untilEnd } from '../testing/world.ts'

let world: Awaited<ReturnType<typeof importWorld>>
let han: Customer
beforeEach(async () => {
  world = await importWorld()
  han = await world.customers.getOrCreate([{ kind: 'phone', value: '13800138000', verified: false }], {
    source: 'test',
    at: world.clock.now(),
  })
})
afterEach(() => world.drop())

const header = '订单号,手机号,付款时间,实付金额,优惠,运费,订单状态,商品名称,数量,单价'
const csv = (...rows: string[]) => Buffer.from([header, ...rows].map((row) => `${row}\r\n`).join(''))
const ran = (bytes: Buffer) => world.ran(bytes, {}, 'orders')
const order = (id: string) => world.orders.find(`shop:${id}` as OrderKey)
const traits = async () => (await world.customers.find(han._id))?.traits
const paid = '13800138000,2025-03-05 14:30'

describe('what rows of orders become', () => {
  it('one order of its lines, which makes its buyer a buyer, with money in fen', async () => {
    const one = await ran(
      csv(
        `A1,${paid},308.00,10,20,已完成,精华,1,199`,
        `A1,${paid},308.00,10,20,已完成,面霜,2,49.5`,
        `A2,${paid},¥1,,,,,,`,
      ),
    )
    expect(one).toMatchObject({
      state: 'done',
      counts: { rows: 3, bad: 0, new: 2, known: 0, amountFen: 30_900 },
    })
    expect(await order('A1')).toMatchObject({
      customerId: han._id,
      state: 'received',
      payment: {
        at: new Date('2025-03-05T14:30:00+08:00'),
        amountFen: 30_800,
        discountFen: 1_000,
        freightFen: 2_000,
        items: [
          { name: '精华', quantity: 1, priceFen: 19_900 },
          { name: '面霜', quantity: 2, priceFen: 4_950 },
        ],
      },
    })
    expect(await traits()).toMatchObject({ ordersCount: 2, lastProductName: '精华' })
  })

  it('whether money is yuan or fen says the column', async () => {
    const file = (column: string, amount: string) =>
      Buffer.from(`订单号,手机号,付款时间,${column}\nF${amount},13800138000,2025-03-05,${amount}\n`)
    await ran(file('实付金额（元）', '19.9'))
    await ran(file('实付金额分', '1990'))
    expect((await order('F19.9'))?.payment?.amountFen).toBe(1_990)
    expect((await order('F1990'))?.payment?.amountFen).toBe(1_990)
    const wrong = await ran(file('金额分', '19.5'))
    expect((await world.badRows(wrong._id)).toString()).toContain('这一列是分')
  })

  it('unpaid ones are no purchase, and what was given back is not earned', async () => {
    await ran(
      csv(
        `U1,${paid},100,,,待付款,,,`,
        `C1,${paid},100,,,已关闭,,,`,
        `R1,${paid},100,,,已退款,,,`,
        `P1,${paid},100,,,已付款,,,`,
      ),
    )
    expect((await order('U1'))?.payment).toBeUndefined()
    expect(await order('R1')).toMatchObject({ payment: { amountFen: 10_000 }, refunds: [{ fen: 10_000 }] })
    // What has a time of payment was paid, and closed afterwards.
    expect(await traits()).toMatchObject({ ordersCount: 2 })
  })

  it('history: nothing hears of it, and it is told as of its own time', async () => {
    const told: string[] = []
    world.customers.listen(async ({ name }) => void told.push(name))
    world.customers.record(
      async ({ name }) => void told.push(name),
      () => true,
    )
    await ran(csv(`A1,${paid},100,,,,,,`))
    expect(told).toEqual([])
    const [event] = await world.events({ name: 'order.paid' })
    expect(event).toMatchObject({ history: true, at: new Date('2025-03-05T14:30:00+08:00') })
    expect(world.settled).toEqual([han._id])
  })

  it('what the document says and what the buyer carries are heard of at one time', async () => {
    await ran(csv(`A1,${paid},100,,,已退款,,,`))
    const ledger = (await world.customers.find(han._id))?.orders?.[0]
    const known = await order('A1')
    expect(ledger?.payment?.heardAt).toEqual(known?.payment?.heardAt)
    expect(ledger?.refunds).toEqual(known?.refunds)
  })
})

describe('rows of one order', () => {
  const scattered = (orders: number) => [
    ...Array.from({ length: orders }, (_, at) => `S${at},${paid},30,,,,甲,1,10`),
    ...Array.from({ length: orders }, (_, at) => `S${at},${paid},30,,,,乙,1,20`),
  ]

  it('may stand anywhere in the file', async () => {
    const one = await ran(csv(...scattered(34)))
    expect(one.checked).toMatchObject({ rows: 68, bad: 0, new: 34 })
    expect(one.counts).toMatchObject({ rows: 68, bad: 0, new: 34 })
    expect((await order('S7'))?.payment?.items.map(({ name }) => name)).toEqual(['甲', '乙'])
    expect(await traits()).toMatchObject({ ordersCount: 34 })
    expect(await world.raw('importHeldRows', {})).toEqual([])
  })

  it('wait sealed, and are put together once by whoever goes on after a crash', async () => {
    const one = await world.checked(csv(...scattered(34)), {}, 'orders')
    await world.imports.run(one._id)
    await world.imports.advance({ ...untilEnd, shouldStop: () => true })
    const held = await world.raw('importHeldRows', {})
    expect(held).toHaveLength(10)
    expect(JSON.stringify(held)).not.toMatch(/13800138000|甲/)
    let told = 0
    const hear: typeof world.customers.hear = async (...given) => {
      await world.customers.hear(...given)
      told += 1
      if (told === 3) throw new Error('killed')
    }
    await expect(world.another({ customers: { hear } }).advance(untilEnd)).rejects.toThrow('killed')
    await world.work(world.another())
    expect(await world.find(one._id)).toMatchObject({
      state: 'done',
      counts: { rows: 68, new: 34, known: 0 },
    })
    expect(await world.events({ name: 'order.paid' })).toHaveLength(34)
    expect((await order('S0'))?.payment?.items).toHaveLength(2)
  })

  it('stay together where a stretch ends in the middle of them', async () => {
    const rows = Array.from({ length: 5 }, (_, at) => [
      `L${at},${paid},30,,,,甲,1,10`,
      `L${at},,,,,,,乙,1,10`,
      `L${at},,,,,,,丙,1,10`,
    ]).flat()
    const one = await ran(csv(...rows))
    expect(one.counts).toMatchObject({ rows: 15, bad: 0, new: 5 })
    expect((await order('L3'))?.payment?.items).toHaveLength(3)
  })

  it('that say different things, or do not add up, are refused together, with the reason', async () => {
    const one = await ran(
      csv(
        `D1,${paid},30,,,,甲,1,10`,
        `D1,${paid},31,,,,乙,1,20`,
        `T1,${paid},31,,,,甲,1,30`,
        `T2,${paid},25,6,,,甲,1,30`,
        `B1,${paid},30,,,,甲,x,10`,
        `B1,${paid},30,,,,乙,1,20`,
        `G1,${paid},30,,,奇怪,,,`,
        `N1,${paid.replace('13800138000', '13900139000')},30,,,,,,`,
        `O1,${paid},30,,,,甲,1,30`,
      ),
    )
    expect(one.counts).toMatchObject({ rows: 9, bad: 8, new: 1 })
    const lines = (await world.badRows(one._id)).toString().split('\r\n').slice(1, -1)
    expect(lines).toHaveLength(8)
    expect(lines[0]).toContain('几行写得不一样')
    expect(lines[1]).toContain('几行写得不一样')
    expect(lines[2]).toContain('金额对不上')
    expect(lines[3]).toContain('金额对不上')
    expect(lines[4]).toContain('数量：不是数字')
    expect(lines[5]).toContain('别的行有错')
    expect(lines[6]).toContain('订单状态：不是可以填的值')
    expect(lines[7]).toContain('没有找到这位客户')
  })

  it('of a column that is none of order numbers are refused as a file', async () => {
    const rows = Array.from({ length: 201 }, () => `X,${paid},30,,,,,,`)
    const one = await world.checked(csv(...rows), {}, 'orders')
    expect(one).toMatchObject({ state: 'refused', says: expect.stringMatching(/200 行以上.*订单号/) })
  })
})

describe('an order that is known', () => {
  it('is the same from another file, and counted once', async () => {
    await ran(csv(`A1,${paid},100,,,,,,`))
    const again = await ran(csv(`A1,${paid},100,,,,,,`, `A2,${paid},100,,,,,,`))
    expect(again.counts).toMatchObject({ new: 1, known: 1 })
    expect(await traits()).toMatchObject({ ordersCount: 2 })
    expect(await world.events({ name: 'order.paid' })).toHaveLength(2)
  })

  it('stays as it was told before: another amount or buyer is refused', async () => {
    await world.customers.getOrCreate([{ kind: 'phone', value: '13900139000', verified: false }], {
      source: 'test',
      at: world.clock.now(),
    })
    await ran(csv(`A1,${paid},100,,,,,,`))
    const again = await ran(csv(`A1,${paid},99,,,,,,`))
    expect((await world.badRows(again._id)).toString()).toContain('已经有了，内容不一样')
    const other = await ran(csv(`A1,${paid.replace('13800138000', '13900139000')},100,,,,,,`))
    expect(other.counts).toMatchObject({ bad: 1, new: 0 })
  })

  it('unpaid, it is paid by a later file', async () => {
    await ran(csv(`A1,${paid},100,,,待付款,,,`))
    const later = await ran(csv(`A1,${paid},100,,,已付款,,,`))
    expect(later.counts).toMatchObject({ new: 1 })
    expect(await order('A1')).toMatchObject({ state: 'paid', payment: { amountFen: 10_000 } })
  })
})
