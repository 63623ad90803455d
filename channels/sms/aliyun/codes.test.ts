import { describe, expect, it } from 'vitest'
import { frequencyWaitMs } from './codes.ts'

describe("the receiver's frequency limit", () => {
  const now = new Date('2026-03-02T14:03:10+08:00')

  it('of a minute ends with the minute of the clock', () => {
    expect(frequencyWaitMs('触发分钟级流控Permits:1', now)).toBe(50_000)
  })

  it('of an hour ends with the hour of the clock', () => {
    expect(frequencyWaitMs('触发小时级流控Permits:5', now)).toBe(56 * 60_000 + 50_000)
  })

  it('of a day is not waited for', () => {
    expect(frequencyWaitMs('触发天级流控Permits:10', now)).toBeNull()
  })
})
