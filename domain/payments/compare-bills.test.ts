import { expect, it } from 'vitest'
import { compareFund } from './compare-bills.ts'
import type { FundLine, TradeLine } from './ports.ts'

const at = new Date('2026-03-02T09:00:00+08:00')
const paid: TradeLine = { kind: 'paid', no: 'A', transactionId: '4200', fen: 29_900, at }
const refund: TradeLine = {
  kind: 'refund',
  no: 'A',
  transactionId: '4200',
  refundNo: 'A-1',
  refundId: '5030',
  fen: 100,
  at,
}
const moved = (
  number: string,
  direction: 'in' | 'out',
  fen: number,
  business: FundLine['business'],
): FundLine => ({
  ...{ number, direction, fen, business, at },
})

it('each payment came in and each refund went out, and what is no business with customers is passed over', () => {
  const fund = [
    moved('4200', 'in', 29_900, 'payment'),
    moved('5030', 'out', 100, 'refund'),
    moved('1000', 'out', 5_000, 'other'),
    // Money of a refund of last week that failed.
    moved('5029', 'in', 700, 'refund'),
  ]
  expect(compareFund([paid, refund], fund, () => true)).toEqual([])
})

it('what is missing, other or there alone is named', () => {
  const fund = [moved('5030', 'out', 101, 'refund'), moved('4299', 'in', 1, 'payment')]
  expect(compareFund([paid, refund], fund, () => true)).toMatchObject([
    { kind: 'fundMissing', ref: '4200', no: 'A', ours: 29_900, theirs: 0 },
    { kind: 'otherFundAmount', ref: '5030', no: 'A', ours: 100, theirs: 101 },
    { kind: 'fundOnly', ref: '4299', ours: 0, theirs: 1 },
  ])
  // What another shop took is theirs to look after.
  expect(compareFund([paid, refund], fund, () => false)).toMatchObject([{ kind: 'fundOnly' }])
})
