import { describe, expect, it } from 'vitest'
import type { Delivery } from '../contract.ts'
import { dealCast } from './cast.ts'
import { mendedText, type Offer, offers, type Tryer, trial, visits } from './trial.ts'
import { found } from './trial-office.ts'
import { judgeTrial, type ShownExperiment, type TrialPlayed } from './trial-scenes.ts'

const crowdOf = (size: number) => dealCast(size, new Date('2026-03-02T09:00:00+08:00')).crowd

const sms = (receiver: string, templateCode: string): Delivery => ({
  ...{ platform: 'aliyun', kind: 'sms', receiver, at: '2026-04-07T10:00:00+08:00' },
  content: { templateCode },
})

/** Every tenth is held out; of the others every second gets the trial pack for nothing. */
const offerOf = ({ n }: Tryer): Offer | undefined =>
  n % 10 === 9 ? undefined : n % 2 === 0 ? 'gift' : 'half-price'

/** A story of so many in which everything was as it should be. */
function played(size: number, winner: string | null): TrialPlayed {
  const crowd = crowdOf(size)
  const treated = crowd.flatMap((one) => {
    const offer = offerOf(one)
    return offer ? [{ one, offer }] : []
  })
  const ofStores = crowd.filter(({ isOfStores }) => isOfStores)
  const arms = (Object.keys(offers) as Offer[]).map((id) => {
    const own = treated.filter(({ offer }) => offer === id)
    const reached = own.filter(({ one }) => visits(one, id)).length
    return { id, people: own.length, reached, waiting: 0 }
  })
  const entered = crowd.filter((one) => one.isOfStores || offerOf(one))
  const buyers = entered.filter(({ buys }) => buys).length
  return {
    crowd,
    deliveries: [
      ...treated.map(({ one, offer }) => sms(one.person.phone, offers[offer].code)),
      ...ofStores.map(({ person }) => sms(person.phone, mendedText.code)),
      {
        ...{ platform: 'wecom', kind: 'staffText', receiver: 'zhoumin', at: '2026-04-07T10:10:00+08:00' },
        content: { text: '【预警】短信失败率 100%，超过 5%。' },
      },
    ],
    campaign: {
      standing: 'over',
      goal: { percent: Math.floor((100 * buyers) / entered.length / (trial.target / 100)), says: '目标 5%' },
      figures: { people: entered.length, buyers },
    },
    alerts: [
      {
        ...{ openedAt: '2026-04-07T02:10:00Z', closedAt: '2026-04-07T02:40:00Z', isLate: false },
        ...{ handler: { login: 'zhoumin' }, cause: found.cause, action: found.action },
      },
    ],
    split: { verdict: { says: '可以信', winner }, arms },
    holdout: {
      verdict: { says: '', winner: null },
      arms: [{ id: '_holdout', people: crowd.length - treated.length, reached: 0, waiting: 0 }],
    },
  }
}

const whole = played(60, 'gift')
const faultsOf = (more: Partial<TrialPlayed>, of = whole) =>
  judgeTrial({ ...of, ...more }).flatMap(({ faults }) => faults)
const splitWith = (more: Partial<ShownExperiment>): Partial<TrialPlayed> => ({
  split: { ...(whole.split as ShownExperiment), ...more },
})
const alertWith = (more: Partial<TrialPlayed['alerts'][number]>): Partial<TrialPlayed> => ({
  alerts: whole.alerts.map((alert) => ({ ...alert, ...more })),
})

describe('the new product of the demo', () => {
  it('is told in a line a scene, and nothing is amiss in a story as the rules have it', () => {
    expect(judgeTrial(whole)).toEqual([
      // Four of sixty buy, each of whom entered: 4 of 56 are 7.14 %, 142 % of 5 %.
      { line: '营销活动：已结束 1，进入 56，下单 4，目标达成百分比 142。目标 5%', faults: [] },
      {
        line: `短信失败预警：被网关拒收 20，响了 1，企业微信告诉周敏 1，周敏认领 1，两小时内查明 1，写下原因和处理 1，换文案后送到 20。${found.action}`,
        faults: [],
      },
      {
        line: 'A/B 测试：半价尝鲜 24，半价尝鲜来了 6，免费试用装 30，免费试用装来了 30，空白对照组 6，两种都有人收到 1，结论站得住 1。可以信',
        faults: [],
      },
    ])
  })

  it('of few people the page may not name a winner', () => {
    expect(faultsOf({}, played(12, null))).toEqual([])
    expect(faultsOf({}, played(12, 'gift'))).toEqual(['A/B 测试 · 结论站得住: 1, 0'])
  })

  it.each<[string, Partial<TrialPlayed>, string]>([
    ['no campaign', { campaign: undefined }, '营销活动 · 目标达成百分比: 142, 0'],
    [
      'an order that is counted twice',
      { campaign: { ...whole.campaign!, figures: { people: 56, buyers: 5 } } },
      '营销活动 · 下单: 4, 5',
    ],
    ['an alert that never rang', { alerts: [] }, '短信失败预警 · 响了: 1, 0'],
    ['one that rang twice', { alerts: [...whole.alerts, ...whole.alerts] }, '短信失败预警 · 响了: 1, 2'],
    ['nobody told of it', { deliveries: [] }, '短信失败预警 · 企业微信告诉周敏: 1, 0'],
    ['one left open', alertWith({ closedAt: null }), '短信失败预警 · 两小时内查明: 1, 0'],
    [
      'one closed after two hours',
      alertWith({ closedAt: '2026-04-07T04:10:01Z' }),
      '短信失败预警 · 两小时内查明: 1, 0',
    ],
    ['an action nobody wrote', alertWith({ action: null }), '短信失败预警 · 写下原因和处理: 1, 0'],
    [
      'a refused text that went out',
      { deliveries: [...whole.deliveries, sms(whole.crowd[0]!.person.phone, 'SMS_100029')] },
      '短信失败预警 · 被网关拒收: 20, 19',
    ],
    [
      'a verdict that cannot be',
      splitWith({ verdict: { says: '', winner: null } }),
      'A/B 测试 · 结论站得住: 1, 0',
    ],
    [
      'the worse arm as winner',
      splitWith({ verdict: { says: '', winner: 'half-price' } }),
      'A/B 测试 · 结论站得住: 1, 0',
    ],
    [
      'people in another arm than they were offered',
      splitWith({ arms: [{ id: 'half-price', people: 54, reached: 37, waiting: 0 }] }),
      'A/B 测试 · 半价尝鲜: 24, 54',
    ],
    ['a hold-out nobody knows of', { holdout: undefined }, 'A/B 测试 · 空白对照组: 6, 0'],
    [
      'all who got the same',
      {
        deliveries: whole.deliveries.map((one) =>
          one.content.templateCode === offers.gift.code ? sms(one.receiver, offers['half-price'].code) : one,
        ),
      },
      'A/B 测试 · 两种都有人收到: 1, 0',
    ],
  ])('notices %s', (_, more, fault) => {
    expect(faultsOf(more)).toContain(fault)
  })
})
