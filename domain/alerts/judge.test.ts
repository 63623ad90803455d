import { describe, expect, it } from 'vitest'
import type { SentAttempt } from '../../models/sent-attempts.ts'
import { judge, percentWords, shareOf } from './judge.ts'

const rule = { percent: 5, least: 100, bad: 'above' } as const
const attempt = (touchId: string, more: Partial<SentAttempt> = {}): SentAttempt => ({
  ...{ touchId, customerId: `c-${touchId}`, messageId: 'm', channel: 'sms', outcome: 'sent' },
  ...{ at: new Date('2026-03-02T10:00:00+08:00'), wasOpened: false, wasClicked: false },
  ...more,
})

describe('a share beside its threshold (M18)', () => {
  it.each([
    [{ part: 6, whole: 100 }, 'bad'],
    // Exactly 5 % is not more than 5 %.
    [{ part: 5, whole: 100 }, 'good'],
    [{ part: 0, whole: 100 }, 'good'],
    // Half of them failed, but of 99 nothing is said yet.
    [{ part: 50, whole: 99 }, 'tooFew'],
    [{ part: 0, whole: 0 }, 'tooFew'],
  ])('%o that is to be at most 5 percent is %s', (share, judgement) => {
    expect(judge(rule, share)).toBe(judgement)
  })

  it.each([
    [{ part: 9, whole: 100 }, 'bad'],
    [{ part: 10, whole: 100 }, 'good'],
    [{ part: 0, whole: 100 }, 'bad'],
  ])('%o that is to be at least 10 percent is %s', (share, judgement) => {
    expect(judge({ percent: 10, least: 100, bad: 'below' }, share)).toBe(judgement)
  })
})

describe('the share of messages that failed', () => {
  it('counts a message once, however often it was tried', () => {
    const tries = [
      attempt('a', { outcome: 'retryLater', code: 'isp.SYSTEM_ERROR' }),
      attempt('a', { outcome: 'refused', code: 'isp.SYSTEM_ERROR' }),
      attempt('b'),
    ]
    expect(shareOf({ of: 'failed' }, tries)).toEqual({ part: 1, whole: 2 })
  })

  it('leaves out what failed first and went out after all, and what nobody knows yet', () => {
    const tries = [attempt('a', { outcome: 'refused' }), attempt('a'), attempt('b', { outcome: 'unknown' })]
    expect(shareOf({ of: 'failed' }, tries)).toEqual({ part: 0, whole: 1 })
  })

  it('counts who opened of those it went out to', () => {
    const tries = [attempt('a', { wasOpened: true }), attempt('b'), attempt('c', { outcome: 'refused' })]
    expect(shareOf({ of: 'opened' }, tries)).toEqual({ part: 1, whole: 2 })
    expect(shareOf({ of: 'clicked' }, tries)).toEqual({ part: 0, whole: 2 })
  })
})

it('a share of nothing is said in words', () => {
  expect(percentWords({ part: 0, whole: 0 })).toBe('还没有')
  expect(percentWords({ part: 20, whole: 324 })).toBe('6.2%')
})
