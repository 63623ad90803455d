import { test as base, describe, expect } from 'vitest'
import { explainTouch } from '../../domain/outreach/touch/explain.ts'
import type { Customer } from '../../models/customer.ts'
import type { GroupSend } from '../../models/group-sends.ts'
import type { QuotaRecord } from '../../models/wecom-quota.ts'
import { news, newsFlow } from './texts.ts'
import { aGroupSendWorld, type GroupSendWorld } from './world.ts'

// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
const it = base.extend('world', async ({}, { onCleanup }): Promise<GroupSendWorld> => {
  const world = await aGroupSendWorld({
    staff: ['ZhangSan', 'LiSi'],
    settings: { wecomGroupSendRule: 'day' },
  })
  onCleanup(() => world.close())
  await world.publish([news, newsFlow('flow', 'exit:\n  - { event: custom.leave }')].join('---'))
  await world.moveTo(world.at('09:05'))
  return world
})

/** Customers of 张三 who begin the flow. */
async function begun(world: GroupSendWorld, count: number, friendsOf = ['ZhangSan']): Promise<Customer[]> {
  const people: Customer[] = []
  for (let n = 0; n < count; n += 1) people.push(await world.aCustomer({ friendsOf }))
  for (const customer of people) await world.begins(customer, 'flow')
  return people
}

async function confirm(world: GroupSendWorld, some?: string[], staff = 'ZhangSan'): Promise<void> {
  const [task] = await world.sandbox.groupSendsOf(staff)
  if (!task) throw new Error(`${staff} is asked for nothing`)
  await world.sandbox.confirmGroupSend({ staff, msgid: task.msgid, ...(some && { people: some }) })
}

const states = async (world: GroupSendWorld) =>
  (await world.touches()).map(({ state, channel }) => `${state} ${channel}`).sort()

describe('a step of a flow that salespeople confirm', () => {
  it('waits for the window, asks once for all, and is sent when they confirm', async ({ world }) => {
    const people = await begun(world, 3)
    await world.moveTo(world.at('09:35'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    await world.moveTo(world.at('09:45'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toMatchObject([
      { people: people.map(world.externalOf) },
    ])
    expect(await states(world)).toEqual(Array(3).fill('deferred wecom'))
    await confirm(world)
    await world.moveTo(world.at('10:00'))
    expect(await states(world)).toEqual(Array(3).fill('sent wecom'))
    expect(world.sms.calls).toEqual([])
  })

  it('falls back by SMS the same day for those the salesperson leaves out', async ({ world }) => {
    const [first] = await begun(world, 3)
    await world.moveTo(world.at('09:45'))
    await confirm(world, [world.externalOf(first!)])
    await world.moveTo(world.at('10:00'))
    expect(await world.gotInWecom()).toEqual([world.externalOf(first!)])
    expect(await states(world)).toEqual(['sent sms', 'sent sms', 'sent wecom'])
  })

  it('is reminded of, given up at seven, and falls back once two readings say that nobody sent it', async ({
    world,
  }) => {
    await begun(world, 2)
    await world.moveTo(world.at('18:55'))
    expect(await world.sandbox.deliveries({ kind: 'staffText', receiver: 'ZhangSan' })).toMatchObject([
      { content: { content: expect.stringContaining(`${world.config.publicUrl}/task/group-sends`) } },
    ])
    expect(await world.sandbox.deliveries({ kind: 'groupSendReminder' })).toHaveLength(3)
    await world.moveTo(world.at('19:00'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    expect(world.sms.calls).toEqual([])
    await world.moveTo(world.at('19:10'))
    expect(await states(world)).toEqual(['sent sms', 'sent sms'])
  })

  it('says in Chinese why it did not go by WeCom', async ({ world }) => {
    const [customer] = await begun(world, 1)
    await world.moveTo(world.at('09:45'))
    expect(explainTouch(await world.touchOf(customer!))).toBe('等待中：等待员工在企业微信里确认发送')
    await world.kelu.customers.change(
      customer!._id,
      { setConsent: { sms: { state: 'refused', source: 'test' } } },
      'refuses',
    )
    await world.moveTo(world.at('19:10'))
    expect(explainTouch(await world.touchOf(customer!))).toBe('已过期：员工没有在期限内确认发送')
  })

  it('is not waited for beyond its own end: the next channel has its turn at once', async ({ world }) => {
    const soon = newsFlow('soon').replace('whenCapped: next day', 'whenCapped: next day, useBy: 20 minutes')
    await world.publish(soon)
    const customer = await world.aCustomer({ friendsOf: ['ZhangSan'] })
    await world.begins(customer, 'soon')
    await world.moveTo(world.at('09:06'))
    expect(await states(world)).toEqual(['sent sms'])
  })
})

describe('who is asked', () => {
  it('is a colleague who is their friend when their salesperson is on leave, and nobody when there is none', async ({
    world,
  }) => {
    await world.onLeave('ZhangSan')
    const [shared] = await begun(world, 1, ['ZhangSan', 'LiSi'])
    await begun(world, 1)
    await world.moveTo(world.at('09:45'))
    expect(await world.sandbox.groupSendsOf('LiSi')).toMatchObject([{ people: [world.externalOf(shared!)] }])
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    expect(world.sms.calls).toHaveLength(1)
  })

  it('has three things to confirm a day, of the highest priority; the rest goes another way', async ({
    world,
  }) => {
    const ids = ['low', 'high', 'middle', 'higher']
    const priorities: Record<string, number> = { low: 1, middle: 6, high: 8, higher: 9 }
    await world.publish(ids.map((id) => newsFlow(id, `priority: ${priorities[id]}`)).join('---'))
    for (const id of ids) {
      const customer = await world.aCustomer({ friendsOf: ['ZhangSan'] })
      await world.begins(customer, id)
    }
    await world.moveTo(world.at('09:50'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toHaveLength(3)
    const [other] = (await world.touches()).filter(({ channel }) => channel === 'sms')
    expect(other).toMatchObject({ journeyId: 'low', state: 'sent' })
  })

  it('nor a fourth one when the process died between the end of the window and the call', async ({
    world,
  }) => {
    const ids = ['a', 'b', 'c', 'died']
    await world.publish(ids.map((id) => newsFlow(id)).join('---'))
    for (const id of ids) await world.begins(await world.aCustomer({ friendsOf: ['ZhangSan'] }), id)
    await world.moveTo(world.at('09:35'))
    await world.connection
      .collection<GroupSend>('groupSends')
      .updateOne({ journeyId: 'died' }, { $set: { state: 'closing', dueAt: world.at('09:48') } })
    await world.moveTo(world.at('09:50'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toHaveLength(3)
    expect(await states(world)).toEqual([...Array(3).fill('deferred wecom'), 'sent sms'])
  })
})

describe('WeCom’s own quota of a customer', () => {
  it('is used up by what a salesperson sent at noon: the afternoon’s goes by SMS and takes no confirmation', async ({
    world,
  }) => {
    const customer = await world.aCustomer({ friendsOf: ['ZhangSan'] })
    await world.moveTo(world.at('12:00'))
    await world.sandbox.sendOwnGroupMessage({ staff: 'ZhangSan', people: ['p1'], text: '在吗' })
    await world.moveTo(world.at('14:00'))
    await world.begins(customer, 'flow')
    await world.moveTo(world.at('16:45'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    const touch = await world.touchOf(customer)
    expect(touch).toMatchObject({ state: 'sent', channel: 'sms' })
    expect(touch.decisions).toContainEqual(
      expect.objectContaining({ reason: 'wecomQuotaFull', channel: 'wecom' }),
    )
  })

  it('is given back when the process died right after taking it and the window closed over that', async ({
    world,
  }) => {
    const soon = newsFlow('soon').replace('whenCapped: next day', 'whenCapped: next day, useBy: 20 minutes')
    await world.publish(soon)
    await world.moveTo(world.at('16:38'))
    const customer = await world.aCustomer({ friendsOf: ['ZhangSan'] })
    const doomed = await world.born('doomed')
    doomed.doom({ newTo: new Set(), about: /^after stores\.wecomQuota\.take/ })
    const event = { _id: 'begun', name: 'custom.begin', props: { flow: 'soon' }, source: 'test' }
    await doomed.customers
      .hear({ ...event, customerId: customer._id, at: world.clock.now() })
      .then(doomed.work)
      .catch(() => undefined)
    expect(doomed.isDead()).toBe(true)
    world.clock.set(world.at('16:41'))
    await world.moveTo(world.at('20:00'))
    expect(await world.touchOf(customer)).toMatchObject({ state: 'sent', channel: 'sms' })
    const ledger = await world.connection.collection<QuotaRecord>('wecomQuota').find().toArray()
    expect(ledger.flatMap(({ uses }) => uses)).toEqual([])
  })

  it('is met at the last moment: status 3 falls back at once', async ({ world }) => {
    const [customer] = await begun(world, 1)
    await world.moveTo(world.at('09:45'))
    await world.sandbox.sendOwnGroupMessage({ staff: 'ZhangSan', people: ['p1'], text: '在吗' })
    await confirm(world)
    await world.moveTo(world.at('09:55'))
    expect(await world.touchOf(customer!)).toMatchObject({ state: 'sent', channel: 'sms' })
  })
})

describe('a customer who left their salesperson, of which nobody told', () => {
  it('is found by the send, gets it another way, and is nobody’s friend from then on', async ({ world }) => {
    const [customer] = await begun(world, 1)
    await world.moveTo(world.at('09:45'))
    await world.sandbox.removeStaff({ person: 'p1', staff: 'ZhangSan' })
    await confirm(world)
    await world.moveTo(world.at('09:55'))
    expect(await world.touchOf(customer!)).toMatchObject({ state: 'sent', channel: 'sms' })
    const after = await world.kelu.customers.find(customer!._id)
    expect(after?.follows).toMatchObject([{ staff: 'ZhangSan', removedBy: 'customer' }])
    expect(after?.reach.wecom).toMatchObject({ state: 'unreachable', reason: 'noFriend' })
  })
})

describe('what is decided while staff have it to confirm', () => {
  const leaves = (world: GroupSendWorld, customer: Customer) =>
    world.kelu.customers.hear({
      _id: `leave:${customer._id}`,
      name: 'custom.leave',
      customerId: customer._id,
      props: {},
      at: world.clock.now(),
      source: 'test',
    })

  it('an exit forbids the fallback, and what was confirmed stays sent', async ({ world }) => {
    const [sent, not] = await begun(world, 2)
    await world.moveTo(world.at('09:45'))
    for (const customer of [sent!, not!]) await leaves(world, customer)
    await confirm(world, [world.externalOf(sent!)])
    await world.moveTo(world.at('10:05'))
    expect(await world.touchOf(sent!)).toMatchObject({ state: 'sent', channel: 'wecom' })
    expect(await world.touchOf(not!)).toMatchObject({
      state: 'skipped',
      standsBy: { reason: 'journeyEnded' },
    })
    expect(world.sms.calls).toEqual([])
  })

  it.for(['the flow is paused', 'all marketing is held'] as const)(
    'is cancelled when %s, and made anew when that is over',
    async (what, { world }) => {
      const by = { origin: 'page', by: 'test' } as const
      const stop = () =>
        world.kelu.publish(
          what === 'the flow is paused'
            ? { steer: { 'journey:flow': 'pause' }, ...by }
            : { marketing: 'hold', ...by },
        )
      const goOn = () =>
        world.kelu.publish(
          what === 'the flow is paused'
            ? { steer: { 'journey:flow': 'resume' }, ...by }
            : { marketing: 'release', ...by },
        )
      const [first] = await begun(world, 1)
      await world.moveTo(world.at('09:45'))
      await stop()
      await world.moveTo(world.at('09:55'))
      expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
      await world.moveTo(world.at('15:00'))
      expect(world.sms.calls).toEqual([])
      await goOn()
      await world.moveTo(world.at('16:45'))
      await confirm(world)
      await world.moveTo(world.at('16:55'))
      expect(await world.touchOf(first!)).toMatchObject({ state: 'sent', channel: 'wecom' })
      expect(await world.gotInWecom()).toEqual([world.externalOf(first!)])
    },
  )
})

describe('勿扰 that comes in between', () => {
  const quieten = (world: GroupSendWorld, { _id }: Customer, channels: 'all' | ['wecom'] = 'all') =>
    world.kelu.customers.quieten(
      _id,
      { channels, until: null, by: { who: 'staff', id: 'ZhangSan', from: 'sidebar' } },
      `quiet:${_id}`,
    )

  it('before staff are asked leaves that customer out, and nobody else', async ({ world }) => {
    const [quiet, other, noWecom] = await begun(world, 3)
    await world.moveTo(world.at('09:35'))
    await quieten(world, quiet!)
    await quieten(world, noWecom!, ['wecom'])
    await world.moveTo(world.at('09:45'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toMatchObject([
      { people: [world.externalOf(other!)] },
    ])
    expect(await world.touchOf(quiet!)).toMatchObject({
      state: 'skipped',
      standsBy: { reason: 'doNotDisturb' },
    })
    expect(await world.touchOf(noWecom!)).toMatchObject({ state: 'sent', channel: 'sms' })
    expect(world.sms.calls).toHaveLength(1)
  })

  it('while staff have it to confirm takes it back: the others are asked for again, without that customer', async ({
    world,
  }) => {
    const [quiet, other] = await begun(world, 2)
    await world.moveTo(world.at('09:45'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toHaveLength(1)
    await quieten(world, quiet!)
    await world.moveTo(world.at('09:46'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    await world.moveTo(world.at('16:45'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toMatchObject([
      { people: [world.externalOf(other!)] },
    ])
    await confirm(world)
    await world.moveTo(world.at('16:55'))
    expect(await world.gotInWecom()).toEqual([world.externalOf(other!)])
    expect(await world.touchOf(quiet!)).toMatchObject({
      state: 'skipped',
      standsBy: { reason: 'doNotDisturb' },
    })
    expect(world.sms.calls).toEqual([])
  })

  it('while the answer of WeCom is lost takes the task back once it is found', async ({ world }) => {
    const [quiet] = await begun(world, 1)
    await world.moveTo(world.at('09:35'))
    const api = '/cgi-bin/externalcontact/add_msg_template'
    await world.sandbox.addFault({ platform: 'wecom', api, kind: 'timeoutAfterActing', times: 1 })
    await world.moveTo(world.at('09:41'))
    await quieten(world, quiet!)
    await world.moveTo(world.at('10:00'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    await world.moveTo(world.at('17:00'))
    expect(await world.gotInWecom()).toEqual([])
    expect(await world.touchOf(quiet!)).toMatchObject({ state: 'skipped' })
  })
})

describe('a call whose answer is lost', () => {
  const path = '/cgi-bin/externalcontact/add_msg_template'

  it.for([
    ['WeCom had acted: its task is found again', 'timeoutAfterActing'],
    ['it never came to WeCom: it is made once more, after two looks', 'connectionReset'],
  ] as const)('%s', async ([, kind], { world }) => {
    await begun(world, 2)
    await world.moveTo(world.at('09:35'))
    await world.sandbox.addFault({ platform: 'wecom', api: path, kind, times: 1 })
    await world.moveTo(world.at('10:00'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toHaveLength(1)
    await confirm(world)
    await world.moveTo(world.at('10:10'))
    expect(await states(world)).toEqual(['sent wecom', 'sent wecom'])
    expect(await world.gotInWecom()).toHaveLength(2)
  })
})

describe('the link of a group-send', () => {
  it('is one for all, and the click of whoever logs in by it', async ({ world }) => {
    const people = await begun(world, 2)
    await world.moveTo(world.at('09:45'))
    await confirm(world)
    await world.moveTo(world.at('09:55'))
    const [delivery] = await world.sandbox.deliveries({ kind: 'groupSend' })
    const code = /\/r\/(\w+)/.exec(String(delivery?.content.text))?.[1] ?? ''
    const visit = { at: world.clock.now(), visitId: 'v1' }
    await world.kelu.outreach.followLink(code, { ...visit, customerId: people[1]!._id })
    await world.kelu.outreach.followLink(code, { ...visit, visitId: 'v2' })
    expect(await states(world)).toEqual(['clicked wecom', 'sent wecom'])
    expect(await world.touchOf(people[1]!)).toMatchObject({ state: 'clicked', clicks: 1 })
  })

  it('is told apart by the log-in it led to, too, and a friend it was passed on to clicks nothing', async ({
    world,
  }) => {
    const people = await begun(world, 2)
    const stranger = await world.aCustomer({ friendsOf: [] })
    await world.moveTo(world.at('09:45'))
    await confirm(world)
    await world.moveTo(world.at('09:55'))
    const [delivery] = await world.sandbox.deliveries({ kind: 'groupSend' })
    const code = /\/r\/(\w+)/.exec(String(delivery?.content.text))?.[1] ?? ''
    await world.kelu.outreach.followLink(code, { at: world.clock.now(), visitId: 'redirect' })
    const arrives = (customer: Customer, visitId: string) =>
      world.kelu.outreach.arriveBy(code, { at: world.clock.now(), visitId, customer })
    const theirs = await world.touchOf(people[1]!)
    expect(await arrives(people[1]!, 'login:1')).toBe(theirs._id)
    expect(await arrives(stranger, 'login:2')).toBeNull()
    expect(await states(world)).toEqual(['clicked wecom', 'sent wecom'])
    expect(await world.touchOf(people[1]!)).toMatchObject({ state: 'clicked', clicks: 1 })
  })
})
