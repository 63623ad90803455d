import type { Touch } from '../../models/touch.ts'

/** One of a flow `j`, at its step `s`, that went out by SMS at `at` unless it is said otherwise. */
export const aTouch = (_id: string, at: Date, more: Partial<Touch> = {}): Touch => ({
  _id,
  customerId: 'c',
  messageId: 'm',
  journeyId: 'j',
  stepId: 's',
  purpose: 'marketing',
  state: 'sent',
  channel: 'sms',
  rev: 0,
  attempts: [],
  decisions: [{ at, gate: 'send', verdict: 'sent', reason: 'sent' }],
  links: {},
  createdAt: at,
  sentAt: at,
  isTest: false,
  ...more,
})
