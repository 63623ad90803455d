import { describe, expect, it } from 'vitest'
import { fenOf, readFundBill, readTradeBill } from './bill-text.ts'

const columns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const line = (more: Record<string, string> = {}) => {
  const values: Record<string, string> = {
    ...{ 交易时间: '2026-03-02 09:00:00', 微信订单号: '4200', 商户订单号: 'KL1', 交易状态: 'SUCCESS' },
    ...{ 货币种类: 'CNY', 订单金额: '299.00', 申请退款金额: '0.00', 手续费: '1.79400', 商品名称: '精油' },
    ...more,
  }
  return columns
    .split(',')
    .map((name) => `\`${values[name] ?? ''}`)
    .join(',')
}
const bill = (lines: string[], count = lines.length) =>
  [columns, ...lines, '总交易单数,应结订单总金额', `\`${count},\`299.00`, ''].join('\r\n')

describe('a trade bill', () => {
  it('is read by the names of its columns, whatever their order and number', () => {
    const names =
      '商户订单号,订单金额,新的一列,交易时间,微信订单号,交易状态,货币种类,微信退款单号,商户退款单号,申请退款金额'
    const text = [
      names,
      '`KL1,`0.07,`x,`2026-03-02 23:59:59,`4200,`SUCCESS,`CNY,`0,`0,`0.00',
      '总交易单数',
      '`1',
    ].join('\n')
    expect(readTradeBill(`\ufeff${text}`)).toEqual({
      odd: [],
      lines: [
        { kind: 'paid', no: 'KL1', transactionId: '4200', fen: 7, at: new Date('2026-03-02T15:59:59Z') },
      ],
    })
  })

  it('has a line refused in which something has shifted, is no money or no time', () => {
    const lines = [
      line({ 商品名称: '精油,`大瓶' }),
      line({ 订单金额: '299.0' }),
      line({ 订单金额: '1e3' }),
      line({ 货币种类: 'USD' }),
      line({ 交易时间: '2026-02-30' }),
      line({ 交易状态: 'REVOKED' }),
      line({ 商品名称: '精油,大瓶' }),
    ]
    const read = readTradeBill(bill(lines))
    expect(read.odd).toEqual([2, 3, 4, 5, 6, 7])
    expect(read.lines).toHaveLength(1)
  })

  it('is refused as a whole when it is cut off or lacks a column', () => {
    expect(() => readTradeBill(bill([line(), line()], 3))).toThrow('not whole')
    expect(() => readTradeBill([columns, line()].join('\r\n'))).toThrow('not whole')
    expect(() => readTradeBill(bill([line()]).replace('订单金额,申请', '金额,申请'))).toThrow('订单金额')
    expect(() => readFundBill(bill([line()]))).toThrow('记账时间')
  })
})

describe('yuan', () => {
  it.each([
    ['0.00', 0],
    ['0.29', 29],
    ['1.15', 115],
    ['999999999999.99', 99_999_999_999_999],
    ['.50', null],
    ['-1.00', null],
    ['1.005', null],
    ['1,000.00', null],
  ])('%s is %s fen', (yuan, fen) => expect(fenOf(yuan)).toBe(fen))
})
