import { afterEach, describe, expect, it } from 'vitest'
import { dealCast } from './cast.ts'
import { dataHub, dataHubDeeds, type Heard, judgeDataHub, startDataHub } from './data-hub.ts'
import type { PageClient } from './page-client.ts'

const { at, crowd } = dealCast(1, new Date('2026-03-02T09:00:00+08:00'))
const [first, second, third] = crowd
const paid = (orderId: string, day: number, time: string) => ({
  kind: 'shop.order.paid',
  about: { orderId },
  at: at(day, time).toISOString(),
})

const down = { day: dataHub.down.from.day, time: '12:00' }
const callbacks = [
  paid('before', dataHub.joins.day, '10:00'),
  paid('o-1', dataHub.joins.day + 1, '10:00'),
  paid('o-2', down.day, down.time),
]
const events = [
  { id: 'm-1', type: 'order.paid', data: { orderId: 'o-1' } },
  { id: 'm-2', type: 'order.paid', data: { orderId: 'o-2' } },
  { id: 'm-3', type: 'message.replied', data: { customerId: 'c-1' } },
  { id: 'm-4', type: 'message.replied', data: { customerId: 'c-2' } },
  { id: 'm-5', type: 'alert.rang', data: { alertId: 'a-1' } },
  { id: 'm-6', type: 'alert.closed', data: { alertId: 'a-1' } },
].map((one) => ({ ...one, timestamp: '' }))
const call = (id: string, status: number | null) => ({ id, status, body: '' })
/** It was down for all but the first. */
const heard: Heard = {
  taken: events,
  calls: [
    ...['m-2', 'm-3', 'm-3', 'm-4', 'm-5', 'm-6'].map((id) => call(id, null)),
    ...events.map(({ id }) => call(id, 204)),
    call('msg_forged', 401),
  ],
}
const judge = (more: Partial<Heard> = {}) =>
  judgeDataHub({
    ...{ at, crowd, callbacks, heard: { ...heard, ...more } },
    got: new Map([first, second, third].map((one) => [one!, 'gift'])),
  })
const without = (id: string): Partial<Heard> => ({
  taken: events.filter((one) => one.id !== id),
  calls: heard.calls.filter((one) => one.id !== id || one.status !== 204),
})

describe('the scene of the outside system', () => {
  it('is told in a line, and nothing is amiss where each event was taken once, after the dead time too', () => {
    expect(judge()).toEqual({
      line:
        '企业数据中台：付款 2，回复短信 2，预警响了 1，预警关闭 1，宕机时没接到 5，恢复后补上 5，多出来的 0，' +
        '收下后又来一次 0，冒充的被拒 1。宕机两天里重试 6 次',
      faults: [],
    })
  })

  it.each<[string, Partial<Heard>, string]>([
    ['an order it never heard of', without('m-1'), '付款: 2, 1'],
    ['what the dead time swallowed', without('m-5'), '恢复后补上: 5, 4'],
    ['a reply it never heard of', without('m-4'), '回复短信: 2, 1'],
    ['a 预警 that was not told', without('m-5'), '预警响了: 1, 0'],
    ['the end of a 预警 that was not told', without('m-6'), '预警关闭: 1, 0'],
    ['an event that came under two ids', { taken: [...events, { ...events[0]!, id: 'm-7' }] }, '付款: 2, 1'],
    ['something nobody did', { taken: [...events, { ...events[0]!, id: 'm-7' }] }, '多出来的: 0, 1'],
    ['what it had said it took', { calls: [...heard.calls, call('m-1', 204)] }, '收下后又来一次: 0, 1'],
    [
      'a dead time in which nobody called',
      { calls: heard.calls.filter(({ status }) => status) },
      '宕机时没接到: 5, 0',
    ],
    ['a lie it believed', { calls: heard.calls.filter(({ status }) => status !== 401) }, '冒充的被拒: 1, 0'],
  ])('names %s', (_, more, fault) => {
    expect(judge(more).faults).toContain(`企业数据中台 · ${fault}`)
  })
})

describe('the outside system itself', () => {
  let close = async () => {}
  afterEach(() => close())

  it('is connected on the page with the secret it told, refuses who has none, and is nobody while it is down', async () => {
    let now = at(dataHub.joins.day, dataHub.joins.time)
    const hub = await startDataHub({ now: () => now })
    close = hub.close
    const asked: unknown[] = []
    const page = {
      async ask(...call: unknown[]) {
        asked.push(call)
        return { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }
      },
    } as unknown as PageClient
    const deeds = dataHubDeeds(at, () => page, { receiver: hub, crowd })
    const perform = async (what: string) => {
      const deed = deeds.find((one) => one.what.includes(what))
      now = deed?.at ?? now
      await deed?.perform(undefined as never)
    }

    await perform('接上')
    expect(asked).toEqual([
      ['sunhao', 'POST', '/webhooks', expect.objectContaining({ url: hub.url, events: dataHub.events })],
    ])
    await perform('冒充')
    await perform('宕机')
    await expect(fetch(hub.url, { method: 'POST', headers: { 'webhook-id': 'm' } })).rejects.toThrow()
    await perform('恢复')
    expect(hub.calls.map(({ id, status }) => [id, status])).toEqual([
      ['msg_forged', 401],
      ['m', null],
    ])
    expect(hub.taken).toEqual([])
  })
})
