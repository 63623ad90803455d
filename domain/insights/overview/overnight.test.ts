import { expect, it } from 'vitest'
import { type LastRounds, ranSince } from './overnight.ts'

const at = (time: string) => new Date(`2026-03-02T${time}:00+08:00`)
const nothing: LastRounds = { contacts: null, traits: null, figures: null, attribution: null, bills: null }
const since = new Date('2026-03-01T18:00:00+08:00')
const said = (rounds: Partial<LastRounds>) =>
  ranSince({ ...nothing, ...rounds }, since).map(({ says, isGood }) => `${isGood ? '好' : '看'} ${says}`)

it('tells each round that ran in one sentence, in the order they ended', () => {
  expect(
    said({
      bills: { _id: '2026-03-01', at: at('10:20'), totals: { differences: 1 } as never },
      contacts: { endedAt: at('02:10'), counts: { begun: 3, ended: 1 }, skipped: [] },
      figures: { endedAt: at('04:31'), checked: 118, differing: 0 },
      traits: { endedAt: at('05:00'), checked: 900, differing: 2 },
      attribution: { endedAt: at('03:30'), orders: 40, differing: 0 },
    }),
  ).toEqual([
    '好 企业微信核对：补上 3 个新好友、1 个走了的',
    '好 归因复算：40 笔订单，都对得上',
    '好 数字复算：118 组小时数，都对得上',
    '看 客户属性复算：900 人，2 处不同，已改正',
    '看 微信支付对账：2026-03-01，1 处要人看',
  ])
})

it('a round that could not read everybody, or bills that were not compared, are to be looked at', () => {
  const skipped = [{ userid: 'w', name: '王五', code: '60011' }]
  expect(
    said({
      contacts: { endedAt: at('02:10'), counts: {}, skipped },
      bills: { _id: '2026-03-01', at: at('10:20'), failed: 'x' },
    }),
  ).toEqual([
    '看 企业微信核对：没有漏掉的；1 位成员、0 位客户没有读到',
    '看 微信支付对账：2026-03-01 的没有对成',
  ])
})

it('what ran before this night is not told, nor what never ran', () => {
  expect(said({ figures: { endedAt: new Date(since.getTime() - 1), checked: 1, differing: 0 } })).toEqual([])
  expect(said({})).toEqual([])
})
