import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { importWorld } from '../testing/world.ts'

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

const ran = (text: string) => world.ran(Buffer.from(text), {}, 'tags')
const tagsOf = async () => (await world.customers.find(han._id))?.tags.map(({ name }) => name)

it('tags are added to who is there, each once, as history, whatever row they stand in', async () => {
  const told: string[] = []
  world.customers.listen(async ({ name }) => void told.push(name))
  const one = await ran(`手机号,标签\n13800138000,老会员、门店\n138-0013-8000,门店；送礼\n`)
  expect(one.counts).toMatchObject({ rows: 2, bad: 0, new: 3, known: 1 })
  expect(await tagsOf()).toEqual(expect.arrayContaining(['老会员', '门店', '送礼']))
  expect(told).toEqual([])
  expect(world.settled).toEqual([han._id])
  const again = await ran(`手机号,标签\n13800138000,门店\n`)
  expect(again.counts).toMatchObject({ new: 0, known: 1 })
})

it('people are found by the id Kelu gave them, so that what left can come back', async () => {
  await ran(`客旅客户号,标签\n${han._id},送礼\n`)
  expect(await tagsOf()).toContain('送礼')
})

it('nobody is written down by a tag, and tags Kelu keeps by itself are refused', async () => {
  const one = await ran(
    '手机号,标签\n13900139000,甲\n13800138000,地区:上海\n13800138000,已购买\n13800138000,\n',
  )
  expect(one.counts).toMatchObject({ rows: 4, bad: 4, new: 0 })
  const lines = (await world.badRows(one._id)).toString().split('\r\n')
  expect(lines[1]).toContain('没有找到这位客户')
  expect(lines[2]).toContain('客旅自己会加上')
  expect(lines[3]).toContain('客旅自己会加上')
  expect(lines[4]).toContain('标签：必须填')
  expect(await world.raw('customers', {})).toHaveLength(1)
})

it('a tag for all rows is said once', async () => {
  const one = await world.ran(Buffer.from('手机号\n13800138000\n'), { tags: '2024 老客' }, 'tags')
  expect(one.counts).toMatchObject({ new: 1 })
  expect(await tagsOf()).toContain('2024 老客')
})
