import { describe, expect, it } from 'vitest'
import { byUrgency, type Card, consequence, leftAt, shiftWords, spanWords, tick } from './board.ts'

const minute = 60_000
const asOf = new Date('2026-12-03T06:05:00Z')
const later = (minutes: number) => new Date(asOf.getTime() + minutes * minute)
const at = (minutes: number) => later(minutes).toISOString()
const runs = { runs: true, changesAt: at(60) }
const stands = { runs: false, changesAt: at(60) }
const inWords = (moment: Date) => `<${(moment.getTime() - asOf.getTime()) / minute}>`

function card(fields: Partial<Card>): Card {
  return {
    code: 'a',
    customerId: 'c',
    nickname: '郭晓彤',
    phone: null,
    title: '回到小程序',
    reason: null,
    state: 'offered',
    column: 'waiting',
    deadline: { to: 'accept', at: at(20) },
    leftMs: 20 * minute,
    waitsUntil: null,
    notConnected: false,
    isTest: false,
    result: null,
    resultName: null,
    doneAt: null,
    ...fields,
  }
}
const ticked = (fields: Partial<Card>, minutes = 0, clock = runs) =>
  tick(card(fields), null, clock, asOf, later(minutes), inWords)

describe('the clock of a card', () => {
  it('goes on without a new answer, while working time runs', () => {
    expect(leftAt(20 * minute, runs, asOf, later(15))).toBe(5 * minute)
    expect(leftAt(90 * minute, runs, asOf, later(80))).toBe(30 * minute)
  })

  it('stands until working time begins', () => {
    expect(leftAt(20 * minute, stands, asOf, later(59))).toBe(20 * minute)
    expect(leftAt(20 * minute, stands, asOf, later(70))).toBe(10 * minute)
    expect(leftAt(20 * minute, { runs: false, changesAt: null }, asOf, later(999))).toBe(20 * minute)
  })

  it('is amber for ten minutes, then red, and moves to 晚了 by itself', () => {
    expect(ticked({}, 9)).toMatchObject({ tone: 'calm', when: '剩 11 分', column: 'waiting' })
    expect(ticked({}, 10)).toMatchObject({ tone: 'soon', when: '剩 10 分' })
    expect(ticked({}, 46)).toMatchObject({ tone: 'late', when: '晚了 26 分', column: 'late' })
  })

  it('of work in hand names the moment, of an appointment that, and of what was done when', () => {
    const working = { state: 'accepted', column: 'working' } as const
    const finish = { ...working, deadline: { to: 'finish', at: at(200) }, leftMs: 200 * minute } as const
    expect(ticked(finish).when).toBe('<200> 前')
    const appointment = {
      ...working,
      deadline: { to: 'lookAgain', at: at(30) },
      leftMs: 30 * minute,
    } as const
    expect(ticked(appointment, 0, stands).when).toBe('约了 <30>')
    expect(ticked(appointment, 31, stands)).toMatchObject({ when: '晚了 1 分', column: 'late' })
    expect(ticked({ state: 'done', column: 'done', doneAt: at(-5) }).when).toBe('<-5>')
    expect(ticked({ deadline: null, leftMs: null }).when).toBe('卡片还没送到')
  })
})

it('spans are whole minutes, and never nothing', () => {
  expect([1, 26, 72, 180].map((minutes) => spanWords(minutes * minute))).toEqual([
    '1 分',
    '26 分',
    '1 小时 12 分',
    '3 小时',
  ])
  expect(spanWords(10)).toBe('1 分')
})

it('a list has what is late first, then what ends first', () => {
  const list = [
    ticked({ code: 'calm' }),
    ticked({ code: 'none', deadline: null, leftMs: null }),
    ticked({ code: 'late', deadline: { to: 'accept', at: at(-9) }, leftMs: -9 * minute }),
  ]
  expect(byUrgency(list).map(({ code }) => code)).toEqual(['late', 'calm', 'none'])
})

it('says what a reassignment does to the old card and the clock', () => {
  const view = { holder: { userid: 'z', name: '赵毅' }, oldCard: '已转给其他同事', acceptMs: 120 * minute }
  expect(consequence(view, '韩梅梅')).toBe(
    '赵毅的卡片变成「已转给其他同事」，韩梅梅有 2 小时接受，只算工作时间。',
  )
  expect(consequence({ ...view, holder: null }, '韩梅梅')).toBe('韩梅梅有 2 小时接受，只算工作时间。')
})

it('says who is off', () => {
  expect(shiftWords({ shift: 'off', hours: '09:00–18:00' })).toBe('今天休息')
  expect(shiftWords({ shift: 'now', hours: '09:00–18:00' })).toBe('09:00–18:00')
})
