import { describe, expect, it } from 'vitest'
import type { Delivery } from '../contract.ts'
import { dealCast } from './cast.ts'
import { codes, festival, leaves } from './festival.ts'
import { oldCorp } from './hire.ts'
import { judgeScenes, type Played } from './scenes.ts'

const { members } = dealCast(1, new Date('2026-03-02T09:00:00+08:00'))
const personIn = (role: string) => {
  const found = members.find((member) => member.role.name === role)?.person
  if (!found) throw new Error(`nobody plays ${role}`)
  return found
}
const [guest, waiter, alone, handed] = ['festivalGuest', 'festivalWaiter', 'leftAlone', 'handedOver'].map(
  personIn,
)

const delivery = (kind: string, receiver: string, content: Record<string, unknown>): Delivery => ({
  platform: kind === 'sms' ? 'aliyun' : 'wecom',
  kind,
  receiver,
  at: '2026-03-10T10:00:00+08:00',
  content,
})
const welcome = { attachments: [{ msgtype: 'image', image: { media_id: 'm1' } }] }
const greeting = (staff: string) => ({ text: '中秋快到了', attachments: [], staff })

/** A story in which everything was as it should be. */
const played: Played = {
  members,
  codes: codes.map(({ id }) => id),
  firstDay: { people: oldCorp.friends, born: oldCorp.friends },
  shown: new Map([
    [handed!.nickname, { owner: { userid: leaves.to }, isLeftAlone: false }],
    [alone!.nickname, { owner: { userid: 'hanmei' }, isLeftAlone: true }],
  ]),
  deliveries: [
    ...[guest, waiter, alone].map((person) => delivery('welcome', person!.externalUserid, welcome)),
    delivery('groupSend', guest!.externalUserid, greeting('hanmei')),
    delivery('groupSend', handed!.externalUserid, greeting(leaves.to)),
    delivery('sms', waiter!.phone, { templateCode: festival.smsTemplate }),
    delivery('card', leaves.to, { card: { main_title: { title: handed!.nickname } } }),
  ],
}
const faultsOf = (more: Partial<Played>) =>
  judgeScenes({ ...played, ...more }).flatMap(({ faults }) => faults)
const without = (kind: string, receiver: string): Partial<Played> => ({
  deliveries: played.deliveries.filter((one) => one.kind !== kind || one.receiver !== receiver),
})
const withMore = (...more: Delivery[]): Partial<Played> => ({ deliveries: [...played.deliveries, ...more] })

describe('the scenes of the demo', () => {
  it('are told in a line each, and nothing is amiss in a story as the rules have it', () => {
    expect(judgeScenes(played)).toEqual([
      { line: '首日同步：开工前就有的好友 6，建档 6，收到消息 0', faults: [] },
      { line: '渠道活码：页面上建好 2，扫码收到带图欢迎语 3', faults: [] },
      { line: '中秋群发：韩梅梅确认发出 1，周婷没确认 1，到点改发短信 1，两样都收到 0', faults: [] },
      { line: '勿扰：收到营销消息 0，不再打扰的客户 1', faults: [] },
      { line: '离职交接：吴强的客户转给李雷 1，待办也由李雷接手 1，流程由李雷接着发 1', faults: [] },
    ])
  })

  it.each<[string, Partial<Played>, string]>([
    ['a friend of the first day nobody found', { firstDay: { people: 6, born: 5 } }, '首日同步 · 建档: 6, 5'],
    ['a message to one of them', withMore(delivery('sms', 'wmOld00000001', {})), '首日同步 · 收到消息: 0, 1'],
    ['a code that is not in WeCom', { codes: ['festival-one'] }, '渠道活码 · 页面上建好: 2, 1'],
    [
      'a welcome without its picture',
      {
        deliveries: played.deliveries.map((one) =>
          one.kind === 'welcome' && one.receiver === guest!.externalUserid
            ? { ...one, content: { attachments: [] } }
            : one,
        ),
      },
      '渠道活码 · 扫码收到带图欢迎语: 3, 2',
    ],
    [
      'a greeting that was not sent',
      without('groupSend', guest!.externalUserid),
      '中秋群发 · 韩梅梅确认发出: 1, 0',
    ],
    ['no SMS for whom nobody sent it', without('sms', waiter!.phone), '中秋群发 · 到点改发短信: 1, 0'],
    [
      'an SMS on top of the greeting',
      withMore(delivery('sms', guest!.phone, { templateCode: festival.smsTemplate })),
      '中秋群发 · 两样都收到: 0, 1',
    ],
    [
      'an SMS to somebody left alone',
      withMore(delivery('sms', alone!.phone, {})),
      '勿扰 · 收到营销消息: 0, 1',
    ],
    [
      'a greeting to somebody left alone',
      withMore(delivery('groupSend', alone!.externalUserid, greeting('hanmei'))),
      '勿扰 · 收到营销消息: 0, 1',
    ],
    ['somebody of whom the page does not say it', { shown: new Map() }, '勿扰 · 不再打扰的客户: 1, 0'],
    ['a customer who stays a leaver’s', { shown: new Map() }, '离职交接 · 吴强的客户转给李雷: 1, 0'],
    ['a task that stays a leaver’s', without('card', leaves.to), '离职交接 · 待办也由李雷接手: 1, 0'],
    [
      'a flow that ends with a leaver',
      without('groupSend', handed!.externalUserid),
      '离职交接 · 流程由李雷接着发: 1, 0',
    ],
  ])('name %s', (_, more, fault) => {
    expect(faultsOf(more)).toContain(fault)
  })
})
