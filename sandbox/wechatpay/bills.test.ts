import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { later, minute } from '../testing/cast.ts'
import { aMerchant, anOrder, orderPath, refundPath } from '../testing/wechatpay-client.ts'
import { withCast as it } from '../testing/with-cast.ts'

const nextMorning = '2026-03-03T10:00:00+08:00'
const tradePath = '/v3/bill/tradebill?bill_date=2026-03-02&bill_type=ALL&tar_type=GZIP'
const fundPath = '/v3/bill/fundflowbill?account_type=BASIC&bill_date=2026-03-02&tar_type=GZIP'

describe('a bill', () => {
  it('is there from ten the next day, as a file whose hash is that of what was packed', async ({
    sandbox,
  }) => {
    const { call, download } = await aMerchant(sandbox)
    const prepayId = String((await call('POST', orderPath, anOrder(sandbox))).body.prepay_id)
    const paid = await sandbox.pay({ person: '小美', prepayId, couponFen: 900 })
    await sandbox.setClock(later(minute))
    const amount = { refund: 10_005, total: 29_900, currency: 'CNY' }
    const asked = { out_trade_no: 'KL20260302_01', out_refund_no: 'R-1', amount }
    await call('POST', refundPath, asked, { at: new Date(later(minute)) })

    const code = async (at: string, path = tradePath) => {
      await sandbox.setClock(at)
      return (await call('GET', path, undefined, { at: new Date(at) })).body.code
    }
    expect(await code('2026-03-02T23:00:00+08:00')).toBe('INVALID_REQUEST')
    expect(await code('2026-03-03T09:59:00+08:00')).toBe('STATEMENT_CREATING')
    expect(await code('2026-06-10T10:00:00+08:00')).toBe('INVALID_REQUEST')
    const yesterday = tradePath.replace('03-02', '03-01')
    expect(await code(nextMorning, yesterday)).toBe('NO_STATEMENT_EXIST')

    const fetched = async (path: string) => {
      const { body } = await call('GET', path, undefined, { at: new Date(nextMorning) })
      const url = new URL(String(body.download_url))
      expect([url.origin, body.hash_type]).toEqual(['https://api.mch.weixin.qq.com', 'SHA1'])
      const target = `${url.pathname}${url.search}`
      const { bytes, isSigned } = await download(target, new Date(nextMorning))
      const text = gunzipSync(bytes)
      expect(isSigned).toBe(false)
      expect(createHash('sha1').update(text).digest('hex')).toBe(body.hash_value)
      return { lines: text.toString('utf8').trimEnd().split('\r\n'), target }
    }
    const trade = await fetched(tradePath)
    const transactionId = paid.kind === 'paid' ? paid.transactionId : ''
    expect(trade.lines[0]?.split(',').slice(0, 3)).toEqual(['交易时间', '公众账号ID', '商户号'])
    expect(trade.lines[1]).toContain(`\`${transactionId},\`KL20260302_01,\`openid_0001,\`JSAPI,\`SUCCESS`)
    expect(trade.lines[1]).toContain('`299.00,`9.00,')
    expect(trade.lines[2]).toContain('`REFUND')
    expect(trade.lines[2]).toContain('`R-1,`100.05,`3.02,`ORIGINAL')
    expect(trade.lines[4]).toBe('`2,`299.00,`100.05,`3.02,`0.00000,`299.00,`100.05')
    const fund = await fetched(fundPath)
    expect(fund.lines.slice(1, 3).map((line) => line.split(',').slice(5, 8))).toEqual([
      ['`收入', '`299.00', '`299.00'],
      ['`支出', '`100.05', '`198.95'],
    ])
    const over = '2026-03-03T10:05:00+08:00'
    await sandbox.setClock(over)
    expect((await call('GET', fund.target, undefined, { at: new Date(over) })).status).toBe(404)
  })
})
