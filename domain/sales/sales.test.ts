import { describe, expect } from 'vitest'
import { hour, withSalesWorld as it, minute } from './testing/world.ts'

describe('a follow-up task', () => {
  it('goes to the customer’s own salesperson as one card with the reasons and three buttons', async ({
    world,
  }) => {
    const customer = await world.aCustomer('LiLei')
    await world.openTask(customer._id)
    expect(world.phone.cards).toHaveLength(1)
    expect(world.phone.cards[0]).toMatchObject({ userid: 'lilei', title: '回到小程序' })
    expect(world.phone.cards[0]?.buttons.map((button) => button.text)).toEqual(['接受', '完成', '转交'])
    expect(world.phone.cards[0]?.facts).toContainEqual({ label: '意向', value: '加入购物车' })
    expect(await world.eventsOf(customer._id)).toEqual(['task.created'])
  })

  it('about a test account reaches a salesperson and says so', async ({ world }) => {
    const { _id } = await world.aCustomer('LiLei')
    await world.asTest(_id)
    const taskId = await world.openTask(_id)
    expect(world.phone.cards).toMatchObject([{ userid: 'lilei', title: '【测试】回到小程序' }])
    expect(await world.sales.find(taskId)).toMatchObject({ isTest: true })
  })

  it('is one task however often it is asked for, and by how many workers at once', async ({ world }) => {
    const customer = await world.aCustomer('LiLei')
    const request = {
      taskId: 'same:step:1',
      customerId: customer._id,
      title: 't',
      reasons: [],
      acceptMs: hour,
    }
    const ids = await Promise.all(Array.from({ length: 16 }, () => world.sales.openTask(request)))
    expect(new Set(ids)).toEqual(new Set(['same:step:1']))
    expect(world.phone.cards).toHaveLength(1)
  })

  it('joins the task that is already open for the customer instead of opening a second', async ({
    world,
  }) => {
    const customer = await world.aCustomer('LiLei')
    const first = await world.openTask(customer._id)
    const second = await world.sales.openTask({
      taskId: 'other:step:1',
      customerId: customer._id,
      title: '咨询跟进',
      reasons: ['看过产品介绍'],
      acceptMs: hour,
    })
    expect(second).toBe(first)
    expect(world.phone.cards).toHaveLength(1)
    expect((await world.sales.find(first))?.reasons).toEqual(['加入购物车', '看过产品介绍'])
    expect((await world.sales.find('other:step:1'))?.state).toBe('joined')
  })

  it('is accepted by a button: the card then offers 完成 and 转交, and says by when', async ({ world }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    world.clock.advance(minute)
    await world.press(taskId, 'LiLei', 'accept')
    expect((await world.sales.find(taskId))?.state).toBe('accepted')
    expect(world.phone.replaced[0]?.card?.buttons.map((button) => button.text)).toEqual(['完成', '转交'])
    expect(world.phone.replaced[0]?.card?.description).toBe('已接受，明天 09:01 前要有结果')
    expect(await world.eventsOf(customer._id)).toEqual(['task.created', 'task.accepted'])
  })

  it('is finished by a button, and the next reason opens a new task', async ({ world }) => {
    const customer = await world.aCustomer('LiLei')
    const first = await world.openTask(customer._id)
    await world.press(first, 'LiLei', 'done')
    expect((await world.sales.find(first))?.result).toBe('unstated')
    expect(world.phone.replaced).toContainEqual({ responseCode: `press-${first}-LiLei-done`, text: '已完成' })
    const second = await world.openTask(customer._id)
    expect(second).not.toBe(first)
    expect(world.phone.cards).toHaveLength(2)
  })

  it('is passed on by a button to the next colleague, who gets a card of their own', async ({ world }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    await world.press(taskId, 'LiLei', 'pass_on')
    expect(world.phone.cards.map((card) => card.userid)).toEqual(['lilei', 'hanmei'])
    expect(world.phone.cards[1]?.facts).toContainEqual({
      label: '提示',
      value: '还不是该客户的企业微信好友',
    })
    expect(await world.eventsOf(customer._id)).toEqual(['task.created', 'task.passed_on'])
  })

  it('answers a repeated press the same and changes nothing', async ({ world }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    const answers = [
      await world.press(taskId, 'LiLei', 'accept', 'p1'),
      await world.press(taskId, 'LiLei', 'accept', 'p1'),
    ]
    expect(answers[0]).toEqual(answers[1])
    expect((await world.sales.find(taskId))?.log.filter((entry) => entry.what === 'accepted')).toHaveLength(1)
  })

  it('refuses somebody it was not given to, and any button after it is finished', async ({ world }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    await expect(world.press(taskId, 'HanMei', 'accept')).rejects.toMatchObject({ code: 'task.not_yours' })
    await world.press(taskId, 'LiLei', 'done')
    await expect(world.press(taskId, 'LiLei', 'accept')).rejects.toMatchObject({ code: 'task.closed' })
  })

  it('is opened by a high intent score, once, with 高意向 and the reasons', async ({ world }) => {
    world.customers.listen((event, customer) => world.sales.onEvent(event, customer))
    const customer = await world.aCustomer('LiLei')
    const did = (id: string, name: string) =>
      world.customers.hear({
        _id: `t:${customer._id}:${id}`,
        customerId: customer._id,
        name,
        at: world.clock.now(),
        source: 'test',
        props: {},
      })
    await did('1', 'cart.added')
    await did('2', 'product.viewed')
    expect(world.phone.cards).toEqual([])
    await Promise.all([did('3', 'cart.added'), did('4', 'product.viewed'), did('5', 'cart.added')])
    expect(world.phone.cards).toHaveLength(1)
    expect(world.phone.cards[0]?.facts).toContainEqual({
      label: '意向',
      value: expect.stringContaining('加入购物车'),
    })
    const after = await world.customers.find(customer._id)
    expect(after?.tags.map((tag) => tag.name)).toContain('高意向')
    expect((await world.eventsOf(customer._id)).filter((name) => name === 'intent.reached')).toHaveLength(1)
  })
})
