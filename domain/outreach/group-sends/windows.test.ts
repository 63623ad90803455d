import { describe, expect, it } from 'vitest'
import { quotaOf } from './quota-rule.ts'
import { nextReminder } from './reminders.ts'
import { isOpen, windowAt } from './windows.ts'

const rules = { windows: [16 * 60 + 30, 9 * 60 + 30], confirmUntil: 19 * 60 }
const at = (time: string) => new Date(`2026-03-${time}:00+08:00`)

describe('the windows of a day', () => {
  it.each([
    ['02T08:00', '02T09:30', false],
    ['02T09:30', '02T09:30', true],
    ['02T09:39', '02T09:30', true],
    ['02T09:40', '02T16:30', false],
    ['02T16:35', '02T16:30', true],
    ['02T16:40', '03T09:30', false],
  ])('at %s flows have that of %s', (now, opensAt, open) => {
    const window = windowAt(at(now), rules)
    expect(window.opensAt).toEqual(at(opensAt))
    expect(window.expiresAt).toEqual(at(`${opensAt.slice(0, 2)}T19:00`))
    expect(isOpen(window, at(now))).toBe(open)
  })

  it('leave out what would give a salesperson less than half an hour', () => {
    expect(windowAt(at('02T10:00'), { ...rules, confirmUntil: 17 * 60 }).opensAt).toEqual(at('03T09:30'))
  })

  it('are those of the company, whatever the day of the machine', () => {
    expect(windowAt(new Date('2026-03-02T17:00:00Z'), rules).day).toBe('2026-03-03')
  })
})

describe('what has its own time', () => {
  it('is collected in tens of minutes, whenever it comes, until its own end', () => {
    const window = windowAt(at('02T11:47'), rules, { atOnce: true, untilMinute: 21 * 60 })
    expect(window).toEqual({
      day: '2026-03-02',
      opensAt: at('02T11:40'),
      closesAt: at('02T11:50'),
      expiresAt: at('02T21:00'),
    })
  })

  it('waits for the next day when it comes too late to be confirmed', () => {
    expect(windowAt(at('02T18:35'), rules, { atOnce: true }).opensAt).toEqual(at('03T09:30'))
  })
})

describe('WeCom’s own rule for a customer', () => {
  it.each([
    ['day', at('12T00:00'), 1],
    ['week', at('09T00:00'), 7],
    ['month', at('01T00:00'), 31],
  ] as const)('by the %s counts from %s on', (rule, since, most) => {
    expect(quotaOf(rule, at('12T10:00'))).toEqual({ since, most })
  })

  it('lets as many a month as the month has days', () => {
    expect(quotaOf('month', new Date('2026-02-10T10:00:00+08:00')).most).toBe(28)
  })
})

describe('reminders', () => {
  const task = { calledAt: at('02T10:00'), expiresAt: at('02T19:00') }

  it('come from us first, then three from WeCom, and none after that', () => {
    const all = [0, 1, 2, 3].map((made) => nextReminder(task, made))
    expect(all.map((each) => each?.by)).toEqual(['us', 'wecom', 'wecom', 'wecom'])
    expect(all.map((each) => each?.at)).toEqual([
      at('02T11:30'),
      at('02T13:36'),
      at('02T16:00'),
      at('02T18:00'),
    ])
    expect(nextReminder(task, 4)).toBeNull()
  })
})
