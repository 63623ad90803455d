import { describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { newCustomer } from './new-customer.ts'
import { unite } from './unite.ts'

const now = new Date('2026-03-02T01:00:00Z')
const day = (n: number) => new Date(now.getTime() - n * 86_400_000)

function aCustomer(name: string, given: Partial<Customer> = {}): Customer {
  const claim = { claim: { kind: 'unionid', value: name }, key: `openid:wx:${name}` } as const
  return {
    ...newCustomer(
      name,
      { ...claim, claim: { kind: 'ext', system: 'x', value: name } },
      { source: 't', at: now },
      now,
    ),
    ...given,
  }
}

function united(survivor: Partial<Customer>, loser: Partial<Customer>): Customer {
  const draft = aCustomer('old', survivor)
  unite(draft, aCustomer('young', loser), now)
  return draft
}

describe('what two customers who are one have together', () => {
  it('all their ids, and tags once each', () => {
    const tag = (name: string) => ({ name, kind: 'manual' as const, at: now })
    const one = united({ tags: [tag('a'), tag('b')] }, { tags: [tag('b'), tag('c')] })
    expect(one.ids).toEqual(['openid:wx:old', 'openid:wx:young'])
    expect(one.tags.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['granted', 'refused', 'refused'],
    ['refused', 'granted', 'refused'],
    ['granted', 'granted', 'granted'],
    [undefined, 'granted', 'granted'],
    [undefined, 'refused', 'refused'],
    ['refused', undefined, 'refused'],
  ] as const)('the stricter consent: %s with %s is %s', (ours, theirs, expected) => {
    const consent = (state?: 'granted' | 'refused') => (state ? { sms: { state, at: now, source: 't' } } : {})
    expect(united({ consent: consent(ours) }, { consent: consent(theirs) }).consent.sms?.state).toBe(expected)
  })

  it('each trait by its rule', () => {
    const one = united(
      {
        traits: {
          lastSeenAt: day(3),
          lastLoginAt: day(3),
          productViews: 2,
          level: 'gold',
        },
      },
      { traits: { lastSeenAt: day(1), productViews: 3, level: 'new', city: '上海' } },
    )
    expect(one.traits).toEqual({
      lastSeenAt: day(1),
      lastLoginAt: day(3),
      productViews: 5,
      level: 'gold',
      city: '上海',
    })
  })

  it('orders as one ledger: what both were told of counts once, refunds each by its number', () => {
    const paid = (id: string, at: Date, paidFen: number) => ({
      id,
      payment: { event: `paid:${id}`, heardAt: at, at, paidFen, product: id },
    })
    const back = (id: string, fen: number) => ({ id, fen, heardAt: day(4) })
    const one = united(
      {
        orders: [
          { ...paid('o1', day(10), 100), refunds: [back('r1', 10), back('r2', 20)] },
          { id: 'o2', refunds: [back('r3', 50)] },
        ],
        traits: { ordersCount: 1, spend365Fen: 70, lastProductName: 'o1' },
      },
      {
        orders: [
          paid('o2', day(5), 300),
          { ...paid('o1', day(10), 100), refunds: [back('r2', 20), back('r4', 5)] },
          paid('o0', day(400), 7),
        ],
        traits: { ordersCount: 3, spend365Fen: 375, lastProductName: 'o2' },
      },
    )
    expect(one.traits).toMatchObject({
      ordersCount: 3,
      purchaseCount: 3,
      // 100 − 10 − 20 − 5 and 300 − 50; the third is older than a year.
      spend365Fen: 315,
      orders365: 2,
      firstOrderAt: day(400),
      lastOrderAt: day(5),
      lastProductName: 'o2',
    })
    expect(one.orders?.map(({ id }) => id)).toEqual(['o2', 'o1', 'o0'])
    expect(one.tags.map(({ name }) => name)).toContain('复购')
  })

  it('credits added up, the later engagement and the newer reachability', () => {
    const one = united(
      { credits: { t1: 1 }, engagedAt: { sms: day(1) }, reach: { sms: { state: 'reachable', at: day(9) } } },
      {
        credits: { t1: 2, t2: 1 },
        engagedAt: { sms: day(3), wecom: day(4) },
        reach: { sms: { state: 'unreachable', reason: 'DB:0142', at: day(2) } },
      },
    )
    expect(one.credits).toEqual({ t1: 3, t2: 1 })
    expect(one.engagedAt).toEqual({ sms: day(1), wecom: day(4) })
    expect(one.reach.sms).toMatchObject({ state: 'unreachable' })
  })

  it.each([
    ['the phone that is kept lives, whatever was learnt of the other', 'phone:a', 'phone:b', undefined],
    ['it is the dead one', 'phone:b', 'phone:b', 'unreachable'],
    ['the dead one is all there is', undefined, 'phone:b', 'unreachable'],
  ])('what was learnt of the phone that is kept: %s', (_what, ours, theirs, reach) => {
    const profile = (phoneKey?: string) => ({ registeredAt: day(9), phone: { kid: 'k', ct: 'x' }, phoneKey })
    const dead = { state: 'unreachable' as const, at: day(1) }
    const one = united(
      { profile: ours ? profile(ours) : { registeredAt: day(9) } },
      { profile: profile(theirs), reach: { sms: dead }, addressReach: [{ key: 'phone:b', ...dead }] },
    )
    expect(one.reach.sms?.state).toBe(reach)
    expect(one.addressReach).toEqual([{ key: 'phone:b', ...dead }])
  })

  it('one friendship per salesperson, as it was told of last', () => {
    const follow = (staff: string, since: Date, removedAt?: Date) => ({
      corp: 'w',
      staff,
      since,
      ...(removedAt && { removedAt }),
    })
    const one = united(
      { follows: [follow('li', day(1), day(0)), follow('wu', day(2))] },
      { follows: [follow('li', day(5)), follow('xu', day(3))] },
    )
    expect(one.follows.map(({ staff, removedAt }) => [staff, removedAt])).toEqual([
      ['li', day(0)],
      ['wu', undefined],
      ['xu', undefined],
    ])
  })

  it('the proven phone, with its key, and otherwise what the survivor had', () => {
    const phone = (ct: string, phoneVerified: boolean) => ({
      registeredAt: now,
      phone: { kid: 'k', ct },
      phoneKey: `phone:${ct}`,
      phoneVerified,
    })
    expect(
      united({ profile: phone('typed', false) }, { profile: phone('proven', true) }).profile,
    ).toMatchObject({
      phone: { ct: 'proven' },
      phoneKey: 'phone:proven',
      phoneVerified: true,
    })
    expect(united({ profile: phone('a', true) }, { profile: phone('b', true) }).profile.phoneKey).toBe(
      'phone:a',
    )
    const one = united(
      { profile: { registeredAt: now, nickname: '李' }, owner: 'li' },
      { profile: { registeredAt: day(3), nickname: '王', region: '上海' }, owner: 'wu' },
    )
    expect(one).toMatchObject({
      profile: { nickname: '李', region: '上海', registeredAt: day(3) },
      owner: 'li',
    })
  })

  it('is a real customer unless both were testers', () => {
    expect(united({ isTest: true }, { isTest: false }).isTest).toBe(false)
    expect(united({ isTest: true }, { isTest: true }).isTest).toBe(true)
  })
})
