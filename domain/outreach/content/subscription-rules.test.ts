import { describe, expect, it } from 'vitest'
import { isAllowedValue } from './subscription-rules.ts'

const han = (count: number) => '客'.repeat(count)

describe('values of a subscription message', () => {
  it.each([
    ['thing1', han(20)],
    ['thing12', '👍'.repeat(20)],
    ['number2', '12.50'],
    ['letter3', 'A'.repeat(32)],
    ['symbol4', '@#￥'],
    ['character_string5', 'SF-1234567890'],
    ['time6', '15:01'],
    ['time6', '2019年10月1日 15:01'],
    ['time6', '2019年10月1日 15:01~2019年10月2日 16:00'],
    ['date7', '2019年10月1日'],
    ['date7', '2026-03-02 15:01'],
    ['amount8', '￥12.50'],
    ['amount8', '100元'],
    ['amount8', '99'],
    ['phone_number9', '+86-0766-66888866'.slice(0, 17)],
    ['car_number10', '粤A8Z888挂'],
    ['name11', han(10)],
    ['name11', 'A'.repeat(20)],
    ['phrase12', han(5)],
    ['enum13', 'anything from the list'],
  ])('%s may be %s', (key, value) => {
    expect(isAllowedValue(key, value)).toBe(true)
  })

  it.each([
    ['thing1', han(21)],
    ['thing1', ''],
    ['thing1', '   '],
    ['number2', '1'.repeat(33)],
    ['number2', '12个'],
    ['letter3', 'A1'],
    ['letter3', 'A'.repeat(33)],
    ['symbol4', '@#￥%…&'],
    ['symbol4', '@a'],
    ['character_string5', '单号1'],
    ['character_string5', 'café'],
    ['number2', '-1'],
    ['date7', '3月1日'],
    ['date7', '05-20'],
    ['character_string5', 'x'.repeat(33)],
    ['time6', '明天下午'],
    ['date7', '三月二日'],
    ['amount8', '12345678901'],
    ['amount8', '￥￥1'],
    ['phone_number9', '1'.repeat(18)],
    ['phone_number9', '电话1'],
    ['car_number10', '粤A8Z888888'],
    ['name11', han(11)],
    ['name11', `王${'a'.repeat(10)}`],
    ['name11', 'A'.repeat(21)],
    ['phrase12', han(6)],
    ['phrase12', '已ok'],
    ['const14', ''],
  ])('%s may not be "%s"', (key, value) => {
    expect(isAllowedValue(key, value)).toBe(false)
  })
})
