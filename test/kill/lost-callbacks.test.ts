import { describe, expect, it } from 'vitest'
import type { Identity } from '../../models/identities.ts'
import type { Delivery } from '../../sandbox/contract.ts'
import { aCallback, aCustomer, anAttempt, aRecord, aTouch, evidenceOf, mei } from './doctored.ts'
import type { Evidence } from './evidence.ts'
import { lostCallbacks, receiptId } from './lost-callbacks.ts'

const lost = [expect.stringContaining('was acknowledged and lost')]

describe('an acknowledged receipt of an SMS', () => {
  const about = {
    biz_id: '1^0',
    phone_number: '13900000001',
    out_id: 'task:abc#1',
    err_code: 'DELIVERED',
  }
  const kept = aRecord({ _id: receiptId(about), source: 'sms' })
  const told = (given: Partial<Evidence>) =>
    lostCallbacks(evidenceOf({ callbacks: [aCallback('sms.report', about)], ...given }))

  it('to a salesperson is there when it was kept under its own message and phone', () => {
    expect(told({ inbox: [kept] })).toEqual([])
  })

  it.each([
    ['another message', { biz_id: '2^0' }],
    ['another phone', { phone_number: '13900000002' }],
    ['another result', { err_code: 'MOBILE_NOT_ON_SERVICE' }],
  ])('is lost when only the receipt of %s was kept', (_what, other) => {
    expect(told({ inbox: [aRecord({ _id: receiptId({ ...about, ...other }), source: 'sms' })] })).toEqual(
      lost,
    )
  })

  it('to a customer is lost when it was kept and moved nothing', () => {
    const attempts = [anAttempt({ ref: about.out_id, outcome: 'sent' })]
    const touch = (state: 'sent' | 'delivered') =>
      aTouch({ _id: 't', messageId: 'lead-welcome', state, attempts })
    expect(told({ inbox: [kept], touches: [touch('delivered')] })).toEqual([])
    expect(told({ inbox: [kept], touches: [touch('sent')] })).toEqual(lost)
  })
})

describe('an acknowledged answer about subscription messages', () => {
  const template = 'tmpl-product-introduction'
  const identity = { _id: `openid:wx:${mei.openid}`, customerId: 'c1' } as Identity
  const accepted = (id: string) =>
    aCallback('mp.subscription', { openid: mei.openid, id, accepted: template })
  const delivery = { kind: 'subscription', receiver: mei.openid } as Delivery
  const holding = (credits: number) => aCustomer({ credits: { [template]: credits } })
  const spent = (outcome: 'sent' | 'unknown' | 'refused') =>
    aTouch({ _id: 't', messageId: 'm', attempts: [anAttempt({ channel: 'miniprogram', outcome })] })
  const told = (given: Partial<Evidence>) =>
    lostCallbacks(evidenceOf({ callbacks: [accepted('s1')], identities: [identity], ...given }))

  it('is there as a credit, or as a message that used it', () => {
    expect(told({ customers: [holding(1)] })).toEqual([])
    expect(told({ customers: [holding(0)], touches: [spent('sent')], deliveries: [delivery] })).toEqual([])
    expect(told({ customers: [holding(0)], touches: [spent('unknown')] })).toEqual([])
  })

  it('counts once however often it was told', () => {
    expect(told({ callbacks: [accepted('s1'), accepted('s1')], customers: [holding(1)] })).toEqual([])
  })

  it('is found with whoever the person has become', () => {
    const before = aCustomer({ _id: 'c1', mergedInto: 'c2', credits: { [template]: 1 } })
    const now = aCustomer({ _id: 'c2', mergedFrom: ['c1'], credits: { [template]: 1 } })
    expect(told({ customers: [before, now] })).toEqual([])
    expect(told({ customers: [before, { ...now, credits: {} }] })).toEqual(lost)
  })

  it.each([
    ['the credit vanished', { customers: [holding(0)] }],
    [
      'the credit vanished and a refused send cannot have used it',
      { customers: [holding(0)], touches: [spent('refused')] },
    ],
    ['it was counted twice', { customers: [holding(2)] }],
    ['a message arrived that nobody counted', { customers: [holding(1)], deliveries: [delivery] }],
    ['nobody knows the person', { customers: [holding(1)], identities: [] }],
  ])('is lost when %s', (_what, given) => {
    expect(told(given)).toContainEqual(lost[0])
  })
})
