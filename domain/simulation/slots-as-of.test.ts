import { expect, it } from 'vitest'
import type { Touch } from '../../models/touch.ts'
import { slotsAsOf } from './slots-as-of.ts'

const at = new Date('2026-03-02T10:00:00+08:00')

it('a slot of then is of the channel and the category its message was counted in', () => {
  const touch: Touch = {
    _id: 'j:c:1:s:1',
    customerId: 'c',
    messageId: 'sale',
    purpose: 'marketing',
    state: 'sent',
    channel: 'sms',
    rev: 1,
    attempts: [{ ref: 'j:c:1:s:1#1', channel: 'sms', at }],
    decisions: [{ at, gate: 'capSlot', verdict: 'pass', reason: 'ok', inputs: { category: '促销' } }],
    links: {},
    createdAt: at,
    isTest: false,
  }
  expect(slotsAsOf([touch], at)).toEqual([{ touch: 'j:c:1:s:1', at, channel: 'sms', category: '促销' }])
})
