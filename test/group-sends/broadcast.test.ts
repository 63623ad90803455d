import { test as base, describe, expect } from 'vitest'
import { createConfirming } from '../../domain/broadcasts/confirming.ts'
import { createAskedOf } from '../../domain/outreach/group-sends/asked-of.ts'
import { news } from './texts.ts'
import { aGroupSendWorld, type GroupSendWorld } from './world.ts'

// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
const it = base.extend('world', async ({}, { onCleanup }): Promise<GroupSendWorld> => {
  const world = await aGroupSendWorld({ staff: ['ZhangSan', 'LiSi'] })
  onCleanup(() => world.close())
  return world
})

/** The corp lets a customer have more than one a day. */
const company = `
settings: company
name: 公司
groupSends: { quota: month }
`

const broadcast = (send: string) => `
broadcast: autumn
name: 中秋问候
to: { tag: 会员 }
send: ${send}
at: "2026-03-02T11:00:00+08:00"
`

/** A whole day, looked at every five minutes. */
describe('a 群发', () => {
  it('asks salespeople at its own time, until its own end; one confirms, the other one never does', async ({
    world,
  }) => {
    await world.publish([news, broadcast('{ message: news, confirmUntil: "18:00" }')].join('---'))
    const confirmed = await world.aCustomer({ friendsOf: ['ZhangSan'] })
    const ignored = await world.aCustomer({ friendsOf: ['LiSi'] })
    const stranger = await world.aCustomer({ friendsOf: [] })
    await world.moveTo(world.at('11:15'))
    expect(await world.touchOf(stranger)).toMatchObject({ state: 'sent', channel: 'sms' })
    const [task] = await world.sandbox.groupSendsOf('ZhangSan')
    await world.sandbox.confirmGroupSend({ staff: 'ZhangSan', msgid: task!.msgid })
    await world.moveTo(world.at('17:55'))
    expect(await world.touchOf(confirmed)).toMatchObject({ state: 'sent', channel: 'wecom' })
    expect(await world.touchOf(ignored)).toMatchObject({ state: 'deferred' })
    const confirmingOf = createConfirming(world.kelu.stores)
    const one = { store: '人民广场店', people: 1, until: world.at('18:00') }
    expect(await confirmingOf('autumn')).toEqual([
      { ...one, staff: 'LiSi', name: '导购LiSi', state: 'waiting', sent: 0, confirmedAt: null },
      {
        ...one,
        staff: 'ZhangSan',
        name: '导购ZhangSan',
        state: 'confirmed',
        sent: 1,
        confirmedAt: expect.any(Date),
      },
    ])
    const askedOf = createAskedOf({
      stores: world.kelu.stores,
      registry: world.kelu.published.registry,
      clock: world.clock,
    })
    const because = { kind: 'broadcast', name: '中秋问候' }
    expect((await askedOf('lisi')).asked).toMatchObject([
      { state: 'waiting', name: '新品通知', because, people: 1, sent: 0, until: world.at('18:00') },
    ])
    expect((await askedOf('ZhangSan')).asked).toMatchObject([{ state: 'confirmed', people: 1, sent: 1 }])
    await world.moveTo(world.at('18:10'))
    expect(await world.touchOf(ignored)).toMatchObject({ state: 'sent', channel: 'sms' })
    expect((await confirmingOf('autumn'))[0]).toMatchObject({ staff: 'LiSi', state: 'over', sent: 0 })
    expect((await askedOf('LiSi')).asked).toMatchObject([{ state: 'expired', people: 1, sent: 0 }])
  })

  it('falls back by a subscription message only where that stands in for it', async ({ world }) => {
    const subscription = (more: string) =>
      `miniprogram: { subscription: { template: TPL_COUPON, data: { thing1: 新品, amount2: "1", time3: 2026年3月2日 }${more} } }`
    const text = (id: string, more: string) =>
      `${news.replace('message: news', `message: ${id}`).replace('[wecom, sms]', '[wecom, miniprogram, sms]')}${subscription(more)}\n`
    const one = (id: string, message: string) =>
      broadcast(`{ message: ${message}, confirmUntil: "12:00" }`).replace('autumn', id)
    await world.publish(
      [
        company,
        text('stands-in', ', fallback: true'),
        text('does-not', ''),
        one('first', 'stands-in'),
        one('second', 'does-not'),
      ].join('---'),
    )
    await world.aCustomer({ friendsOf: ['ZhangSan'], credits: { TPL_COUPON: 2 } })
    await world.moveTo(world.at('12:10'))
    const ways = (await world.touches()).map(({ messageId, channel }) => `${messageId} ${channel}`)
    expect(ways.sort()).toEqual(['does-not sms', 'stands-in miniprogram'])
  })
})

describe('a pop-up beside', () => {
  it('is shown where nothing else reaches somebody, and to nobody who gets the SMS', async ({ world }) => {
    const text = `${news.replace('[wecom, sms]', '[wecom, popup, sms]')}miniprogram: { popup: { title: 新品到店, body: 欢迎来看看 } }\n`
    await world.publish([text, broadcast('{ message: news, confirmUntil: "12:00" }')].join('---'))
    const withSms = await world.aCustomer({ friendsOf: ['ZhangSan'] })
    const without = await world.aCustomer({ friendsOf: ['ZhangSan'], sms: false })
    await world.moveTo(world.at('12:10'))
    expect(await world.touchOf(withSms)).toMatchObject({ state: 'sent', channel: 'sms' })
    expect(await world.touchOf(without)).toMatchObject({ state: 'sent', channel: 'popup' })
    const shown = async (customer: typeof withSms) =>
      (await world.kelu.outreach.pullPopups(await freshOf(world, customer))).length
    expect([await shown(withSms), await shown(without)]).toEqual([0, 1])
    expect(world.sms.calls).toHaveLength(1)
  })
})

async function freshOf(world: GroupSendWorld, { _id }: { _id: string }) {
  const customer = await world.kelu.customers.find(_id)
  if (!customer) throw new Error(`no customer ${_id}`)
  return customer
}

describe('a forecast', () => {
  it('says who would be asked to confirm it, and who goes another way', async ({ world }) => {
    await world.publish(news)
    await world.onLeave('LiSi')
    const people = [
      await world.aCustomer({ friendsOf: ['ZhangSan'] }),
      await world.aCustomer({ friendsOf: ['LiSi', 'ZhangSan'] }),
      await world.aCustomer({ friendsOf: ['LiSi'] }),
    ]
    const message = world.kelu.published.snapshot().registry.message('news')
    const asked = { message, at: world.at('11:00'), journeyId: 'autumn', isHeldOut: () => false }
    const confirm = { atOnce: true } as const
    const foresee = world.kelu.outreach.foresee
    const asking = {
      sender: 'ZhangSan',
      from: world.at('11:00'),
      until: world.at('19:00'),
      otherwise: { channel: 'sms', segments: 1 },
    }
    const byWecom = { kind: 'sent', channel: 'wecom', segments: 0, asking }
    expect(await foresee({ ...asked, confirm }, people)).toEqual([
      byWecom,
      byWecom,
      { kind: 'sent', channel: 'sms', segments: 1, wecomClosed: 'senderAway' },
    ])
    expect((await foresee(asked, people))[0]).toMatchObject({ kind: 'later', until: world.at('16:30') })
  })
})
